package io.dotmac.server;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/// The server's programs in processes of their own, over one database and one Redis.
final class ServerPrograms implements AutoCloseable {
    private final LocalRedis redis = LocalRedis.start(0);
    private final String database = LocalPostgres.shared().copyOf(TestPlatform.template());

    ServerPrograms() throws IOException {}

    RealProcess run(String... command) throws IOException {
        return run(Map.of(), command);
    }

    RealProcess run(Map<String, String> further, String... command) throws IOException {
        Path audit = Path.of("target", "audit").toAbsolutePath();
        Path key = Path.of("target", "test-signing-key.pem").toAbsolutePath();
        Map<String, String> variables = new HashMap<>();
        variables.put("APP_ENV", "test");
        variables.put("HTTP_SERVER__HOST", "127.0.0.1");
        variables.put("HTTP_SERVER__PORT", "0");
        variables.put("DATABASE__HOST", "127.0.0.1");
        variables.put("DATABASE__PORT", Integer.toString(LocalPostgres.shared().port()));
        variables.put("DATABASE__NAME", database);
        variables.put("DATABASE__SSL_MODE", "disable");
        variables.put("REDIS__PORT", Integer.toString(redis.port()));
        variables.put("AUTH__SIGNING_KEY_FILE", key.toString());
        variables.put("AUDIT__CHECKPOINT_FOLDER", audit.toString());
        variables.put("AUDIT__KEY_FILE", audit.resolve("key.pem").toString());
        variables.putAll(further);
        return RealProcess.start(Main.class, variables, command);
    }

    /// The database that they work on.
    String database() {
        return database;
    }

    /// Where it listens, once it is ready.
    static URI url(RealProcess server) {
        return URI.create(server.waitFor("ready url=").replaceAll(".*ready url=([^ \"]+).*", "$1"));
    }

    /// An operator's tokens.
    static Tokens logIn(URI url) throws IOException {
        return new ApiClient(TestPlatform.http(), HttpUrl.get(url.toString()), Optional::empty)
                .post("/api/v1/auth/login", new LogIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD), Tokens.class);
    }

    @Override
    public void close() {
        redis.close();
    }
}
