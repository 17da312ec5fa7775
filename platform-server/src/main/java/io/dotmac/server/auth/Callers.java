package io.dotmac.server.auth;

import io.dotmac.server.auth.Standing.Seen;
import io.dotmac.server.auth.Standing.Subject;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Doorkeeper;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.Optional;
import java.util.Set;

/// Knows everybody who may come in: people by their sessions, programs by their keys, agents by their tokens.
final class Callers implements Doorkeeper {
    private final AccessTokens tokens;
    private final ApiKeys keys;
    private final Standing standing;
    private final GrantBook book;

    Callers(AccessTokens tokens, ApiKeys keys, Standing standing, GrantBook book) {
        this.tokens = tokens;
        this.keys = keys;
        this.standing = standing;
        this.book = book;
    }

    @Override
    public Optional<Caller> recognize(Credential credential) {
        if (credential.text().startsWith(ApiKeys.PREFIX)) {
            return keys.recognize(credential);
        }
        return tokens.verify(credential.text()).flatMap(this::caller);
    }

    private Optional<Caller> caller(Identity identity) {
        if (identity.kind() == Kind.AGENT) {
            return Optional.of(new Caller(identity, Set.of()));
        }
        if (identity.session().isEmpty()) {
            return Optional.empty();
        }
        Subject subject =
                new Subject(identity.session(), identity.id(), identity.tenant().map(Home::id));
        Seen seen = standing.of(subject);
        if (!seen.alive()) {
            return Optional.empty();
        }
        return book.of(identity.id(), subject.tenant(), seen, standing.changedAt())
                .map(grants -> new Caller(identity, grants.effective()));
    }
}
