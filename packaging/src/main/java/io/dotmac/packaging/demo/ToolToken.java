package io.dotmac.packaging.demo;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.MadeApiKey;
import io.dotmac.model.auth.NewApiKey;
import io.dotmac.model.auth.NewServiceAccount;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.UserAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Lets programs such as `amtool` and Prometheus in: a service account of the sample ISP with an API key, made at the
/// first start and kept.
final class ToolToken {
    private static final String NAME = "alertmanager tools";

    private final DemoFolder folder;
    private final OkHttpClient http;
    private final HttpUrl server;

    ToolToken(DemoFolder folder, OkHttpClient http, HttpUrl server) {
        this.folder = folder;
        this.http = http;
        this.server = server;
    }

    /// The key.
    String alertmanager() throws IOException {
        Path file = folder.secretFile("alertmanager-token");
        if (Files.notExists(file)) {
            String key = made();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key);
        }
        return Files.readString(file).strip();
    }

    private String made() throws IOException {
        Account staff = Account.ALL.getFirst();
        Tokens tokens = new ApiClient(http, server, Optional::empty)
                .post("/api/v1/auth/login", new LogIn(staff.email(), staff.password(folder)), Tokens.class);
        ApiClient api = new ApiClient(http, server, () -> Optional.of(tokens.accessToken()));
        List<String> rights = List.of("alert:read", "alert:write");
        NewServiceAccount wanted =
                new NewServiceAccount(NAME, List.of(), Optional.of(rights), Optional.of(Account.TENANT));
        UserAccount account = api.post("/api/v1/service-accounts", wanted, UserAccount.class);
        NewApiKey key = new NewApiKey(NAME, rights, Optional.of(account.id()), Optional.empty(), Optional.empty());
        return api.post("/api/v1/api-keys", key, MadeApiKey.class).key();
    }
}
