package io.dotmac.server.auth;

import io.dotmac.model.auth.Tokens;
import io.dotmac.server.auth.RefreshTokenStore.Found;
import io.dotmac.server.auth.RefreshTokenStore.Row;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// What follows a log-in: refresh tokens that are good once, and whose reuse ends the whole family.
final class Sessions {
    private static final Logger LOG = System.getLogger(Sessions.class.getName());

    /// How long the token just used is still taken, for a client whose answer got lost; it gets the same successor.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RefreshTokenStore store;
    private final UserStore users;
    private final AccessTokens accessTokens;
    private final AuthConfig config;
    private final Clock clock;

    Sessions(RefreshTokenStore store, UserStore users, AccessTokens accessTokens, AuthConfig config, Clock clock) {
        this.store = store;
        this.users = users;
        this.accessTokens = accessTokens;
        this.config = config;
        this.clock = clock;
    }

    Tokens begin(Account account) {
        Instant now = clock.instant();
        RefreshToken token = RefreshToken.first(UUID.randomUUID());
        store.insert(new Row(
                token.hash(),
                account.tenant(),
                token.family(),
                account.id(),
                now,
                now.plus(config.refreshTtl()),
                now.plus(config.familyTtl())));
        return tokens(account, token);
    }

    Tokens refresh(String text) {
        RefreshToken token = RefreshToken.parse(text);
        Instant now = clock.instant();
        Found found = store.find(token.family(), token.hash())
                .filter(one -> !one.revoked())
                .orElseThrow(Sessions::notValid);
        if (found.usedAt().isPresent()) {
            return again(token, found, found.usedAt().get(), now);
        }
        if (!now.isBefore(found.row().expiresAt()) || !now.isBefore(found.row().familyExpiresAt())) {
            throw notValid();
        }
        Account account = account(found);
        RefreshToken successor = token.successor(config.secret().value());
        Row row = new Row(
                successor.hash(),
                found.row().tenant(),
                token.family(),
                account.id(),
                now,
                now.plus(config.refreshTtl()),
                found.row().familyExpiresAt());
        store.rotate(token.hash(), row, now); // Where another call was first, its successor is the same one.
        return tokens(account, successor);
    }

    void end(String text) {
        RefreshToken token = RefreshToken.parse(text);
        if (store.find(token.family(), token.hash()).isPresent()) {
            store.revoke(token.family(), clock.instant());
        }
    }

    private Tokens again(RefreshToken token, Found found, Instant usedAt, Instant now) {
        RefreshToken successor = token.successor(config.secret().value());
        boolean lost = now.isBefore(usedAt.plus(GRACE))
                && store.find(token.family(), successor.hash())
                        .filter(next -> next.usedAt().isEmpty())
                        .isPresent();
        if (lost) {
            return tokens(account(found), successor);
        }
        store.revoke(token.family(), now);
        LOG.log(
                Level.WARNING,
                "used refresh token came again, log-in ended user={0}",
                found.row().user());
        throw notValid();
    }

    private Account account(Found found) {
        return users.byId(found.row().user()).filter(Account::active).orElseThrow(Sessions::notValid);
    }

    private Tokens tokens(Account account, RefreshToken token) {
        Identity identity = new Identity(
                Identity.Kind.USER,
                account.id(),
                account.tenant().flatMap(id -> account.tenantSlug().map(slug -> new Home(id, slug))),
                account.role().text());
        return new Tokens(accessTokens.issue(identity), accessTokens.ttl().toSeconds(), token.text(), account.user());
    }

    private static Refusal notValid() {
        return Refusal.unauthorized("the refresh token is not valid; log in again");
    }
}
