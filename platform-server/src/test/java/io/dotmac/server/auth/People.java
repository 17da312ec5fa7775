package io.dotmac.server.auth;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.MadeUser;
import io.dotmac.model.auth.NewUser;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.auth.UserChange;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Makes people for tests and looks at what they are told.
final class People {
    private final TestPlatform platform;

    People(TestPlatform platform) {
        this.platform = platform;
    }

    /// Makes somebody with the tests' password.
    UserAccount make(ApiClient by, String email, Optional<String> tenant, String... roles) throws IOException {
        NewUser wanted = new NewUser(
                email, "Somebody", List.of(roles), Optional.empty(), Optional.of(TestPlatform.PASSWORD), tenant);
        return by.post("/api/v1/users", wanted, MadeUser.class).user();
    }

    /// The owner of `acme`, made when first asked for.
    ApiClient owner(String email) throws IOException {
        if (platform.value("select count(*) from users where email = '" + email + "'")
                .equals("0")) {
            make(platform.as(TestPlatform.ROOT), email, Optional.of("acme"), "owner");
        }
        return platform.as(email);
    }

    Tokens logIn(String email) throws IOException {
        return platform.anonymous().post("/api/v1/auth/login", new LogIn(email, TestPlatform.PASSWORD), Tokens.class);
    }

    ApiClient with(Tokens tokens) {
        return platform.client(Optional.of(tokens.accessToken()));
    }

    UUID id(String email) {
        return UUID.fromString(platform.value("select id from users where email = '" + email + "'"));
    }

    static User me(ApiClient client) throws IOException {
        return client.get("/api/v1/auth/me", User.class);
    }

    static int status(ThrowingCallable call) {
        ApiException refusal = catchThrowableOfType(ApiException.class, call);
        return refusal == null ? 200 : refusal.status();
    }

    static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }

    static UserChange roles(String... roles) {
        return new UserChange(Optional.empty(), Optional.of(List.of(roles)), Optional.empty(), Optional.empty());
    }

    static UserChange active(boolean active) {
        return new UserChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(active));
    }
}
