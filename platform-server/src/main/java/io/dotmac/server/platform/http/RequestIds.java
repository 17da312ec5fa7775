package io.dotmac.server.platform.http;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/// Makes request ids: `req_` and 32 hexadecimal digits that sort by time.
final class RequestIds {
    private static final NoArgGenerator UUIDS = Generators.timeBasedEpochRandomGenerator();

    private RequestIds() {}

    static String next() {
        return "req_" + UUIDS.generate().toString().replace("-", "");
    }
}
