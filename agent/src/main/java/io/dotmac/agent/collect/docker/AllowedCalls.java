package io.dotmac.agent.collect.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Lets through what reads and nothing else, for who may talk to a container engine owns its machine.
final class AllowedCalls implements DockerHttpClient {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9_.-]*";
    private static final String VERSION = "(/v1\\.[0-9]{1,3})?";
    private static final Pattern READS = Pattern.compile(VERSION
            + "/(_ping|version|info|events|containers/json|images/json|system/df|containers/" + ID
            + "/(json|stats|logs))");
    private static final Pattern RESTART = Pattern.compile(VERSION + "/containers/" + ID + "/restart");

    private final DockerHttpClient transport;
    private final boolean restarts;

    /// A call that this program never makes.
    static final class Forbidden extends RuntimeException {
        private Forbidden(String call) {
            super(call + " is not among the calls that the agent makes to a container engine");
        }
    }

    /// @param restarts whether a container may be restarted
    AllowedCalls(DockerHttpClient transport, boolean restarts) {
        this.transport = transport;
        this.restarts = restarts;
    }

    @Override
    public Response execute(Request request) {
        if (!allowed(request.method(), request.path())) {
            throw new Forbidden(request.method() + " " + request.path());
        }
        return transport.execute(request);
    }

    boolean allowed(String method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return switch (method.toUpperCase(Locale.ROOT)) {
            case "GET" -> READS.matcher(path).matches();
            case "POST" -> restarts && RESTART.matcher(path).matches();
            default -> false;
        };
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
