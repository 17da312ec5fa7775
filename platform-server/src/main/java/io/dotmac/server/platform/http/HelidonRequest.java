package io.dotmac.server.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as Helidon brings it.
record HelidonRequest(ServerRequest request) implements Incoming {
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
        return request.path().pathParameters().get(name);
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
