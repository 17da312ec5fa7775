package io.dotmac.server.platform.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes and checks access tokens: JWT signed RS256. A token that was good is not verified again while it lives.
///
/// Safe for use by several threads.
public final class AccessTokens {
    private static final String ISSUER = "dotmac";
    private static final int CACHED = 10_000;

    private final AuthConfig config;
    private final Clock clock;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private volatile @Nullable Keys keys;

    private record Verified(Identity identity, Instant expiresAt) {}

    private record Keys(String id, JWSSigner signer, JWSVerifier verifier) {}

    /// Reads no key yet; [#load()] does.
    public AccessTokens(AuthConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Reads the signing key, or makes it.
    public void load() {
        RSAKey key = SigningKey.load(config.signingKeyFile());
        try {
            keys = new Keys(key.getKeyID(), new RSASSASigner(key), new RSASSAVerifier(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing key cannot be used", e);
        }
    }

    /// Life of a new token.
    public Duration ttl() {
        return config.accessTtl();
    }

    /// Makes a token.
    public String issue(Identity identity) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(audience(identity.kind()))
                .subject(identity.id().toString())
                .claim("role", identity.role())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(config.accessTtl())));
        identity.session().ifPresent(id -> claims.claim("sid", id.toString()));
        identity.tenant()
                .ifPresent(home -> claims.claim("tid", home.id().toString()).claim("slug", home.slug()));
        Keys current = keys();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(current.id()).build(), claims.build());
        try {
            token.sign(current.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("token cannot be signed", e);
        }
        return token.serialize();
    }

    /// Who bears this token; empty when it is not ours, was tampered with, or has expired.
    public Optional<Identity> verify(String token) {
        Instant now = clock.instant();
        String hash = Hashes.sha256Hex(token);
        Verified known = verified.getIfPresent(hash);
        if (known == null) {
            known = check(token);
            if (known != null && now.isBefore(known.expiresAt)) {
                verified.put(hash, known);
            }
        }
        return Optional.ofNullable(known)
                .filter(one -> now.isBefore(one.expiresAt))
                .map(Verified::identity);
    }

    private @Nullable Verified check(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean ours = JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(keys().verifier());
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!ours || !ISSUER.equals(claims.getIssuer()) || claims.getExpirationTime() == null) {
                return null;
            }
            return new Verified(identity(claims), claims.getExpirationTime().toInstant());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null; // Not a token of ours, whatever it is.
        }
    }

    private static Identity identity(JWTClaimsSet claims) throws ParseException {
        Kind kind = kind(claims);
        String tenant = claims.getStringClaim("tid");
        Optional<Home> home = Optional.ofNullable(tenant).map(TenantId::of).map(id -> new Home(id, slug(claims)));
        Optional<UUID> session =
                Optional.ofNullable(claims.getStringClaim("sid")).map(UUID::fromString);
        String role = String.valueOf(claims.getClaim("role"));
        return new Identity(kind, UUID.fromString(claims.getSubject()), home, role, session);
    }

    private static Kind kind(JWTClaimsSet claims) {
        return Arrays.stream(Kind.values())
                .filter(one -> claims.getAudience().contains(audience(one)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("aud is " + claims.getAudience()));
    }

    private static String slug(JWTClaimsSet claims) {
        return String.valueOf(claims.getClaim("slug"));
    }

    private static String audience(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private Keys keys() {
        Keys current = keys;
        if (current == null) {
            throw new IllegalStateException("signing key is not loaded yet");
        }
        return current;
    }
}
