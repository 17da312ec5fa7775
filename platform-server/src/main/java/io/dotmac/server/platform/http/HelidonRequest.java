package io.dotmac.server.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A request as Helidon brings it.
///
/// @param parameters what stands in the `{name}` parts of its path
record HelidonRequest(ServerRequest request, Map<String, String> parameters) implements Incoming {
    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String remoteAddress() {
        return request.remotePeer().host();
    }

    @Override
    public String pathParameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new NoSuchElementException("the path has no part " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return request.query().first(name).asOptional();
    }

    @Override
    public Map<String, List<String>> queries() {
        return request.query().isEmpty() ? Map.of() : request.query().toMap();
    }

    @Override
    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    @Override
    public String pathAndQuery() {
        String query = request.query().rawValue();
        return request.path().rawPath() + (query.isEmpty() ? "" : "?" + query);
    }

    @Override
    public InputStream body() {
        return request.content().hasEntity() ? request.content().inputStream() : InputStream.nullInputStream();
    }
}
