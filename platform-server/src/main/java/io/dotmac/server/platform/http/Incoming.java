package io.dotmac.server.platform.http;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of a request the rest of the server needs: the seam to the web server's own types.
interface Incoming {
    String method();

    String remoteAddress();

    String pathParameter(String name);

    Optional<String> query(String name);

    Map<String, List<String>> queries();

    Optional<String> header(String name);

    String pathAndQuery();

    InputStream body();
}
