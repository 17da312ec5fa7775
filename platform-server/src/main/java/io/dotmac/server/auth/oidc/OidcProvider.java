package io.dotmac.server.auth.oidc;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.dotmac.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One provider: authorization code with PKCE, and tokens that are believed only when issuer, audience, nonce, times
/// and an asymmetric signature by a published key are right.
///
/// Discovery is kept for an hour; keys are fetched again when a token names one that is not known. Safe for use by
/// several threads.
public final class OidcProvider {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final OidcConfig.Provider config;
    private final HttpClient http;
    private final Clock clock;
    private volatile @Nullable Found found;
    private volatile @Nullable Keys keys;

    private record Found(Discovery discovery, Instant at) {}

    private record Keys(JWKSet set, Instant at) {}

    /// The part of the discovery document that is used.
    private record Discovery(
            String issuer,
            @JsonProperty("authorization_endpoint") String authorizationEndpoint,
            @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("jwks_uri") String jwksUri) {}

    private record TokenAnswer(@JsonProperty("id_token") String idToken) {}

    /// Asks nobody yet.
    public OidcProvider(OidcConfig.Provider config, HttpClient http, Clock clock) {
        this.config = config;
        this.http = http;
        this.clock = clock;
    }

    /// A client that follows no redirects.
    public static HttpClient newHttp() {
        return HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// Whether addresses of this server, as browsers see it, are encrypted.
    public boolean isSecure() {
        return config.redirectUri().startsWith("https:");
    }

    /// Something to begin with.
    public Journey begin() {
        return new Journey(config.name(), random(), random(), random(), random());
    }

    /// Where the browser is sent.
    public String authorization(Journey journey) {
        String endpoint = discovery().authorizationEndpoint;
        return endpoint
                + (endpoint.contains("?") ? "&" : "?")
                + form(Map.of(
                        "response_type", "code",
                        "scope", "openid email",
                        "client_id", config.clientId(),
                        "redirect_uri", config.redirectUri(),
                        "state", journey.state(),
                        "nonce", journey.nonce(),
                        "code_challenge", challenge(journey.verifier()),
                        "code_challenge_method", "S256"));
    }

    /// Trades the code that the browser brought for an identity. Throws [OidcFailure].
    public OidcIdentity redeem(Journey journey, String code) {
        String body = form(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                config.redirectUri(),
                "code_verifier",
                journey.verifier()));
        String login =
                encoded(config.clientId()) + ":" + encoded(config.clientSecret().value());
        HttpRequest request = HttpRequest.newBuilder(URI.create(discovery().tokenEndpoint))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return identity(journey, read(send(request), TokenAnswer.class).idToken);
    }

    private OidcIdentity identity(Journey journey, String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
                throw OidcFailure.untrusted(
                        "token is signed by " + jwt.getHeader().getAlgorithm());
            }
            if (!isSigned(jwt)) {
                throw OidcFailure.untrusted("signature of the token is wrong");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            check(claims, journey);
            boolean verified = Boolean.TRUE.equals(claims.getClaim("email_verified"));
            String email = Optional.ofNullable(claims.getStringClaim("email")).orElse("");
            return new OidcIdentity(config.name(), claims.getSubject(), verified ? email.toLowerCase(Locale.ROOT) : "");
        } catch (ParseException | JOSEException e) {
            throw OidcFailure.unreadable("token cannot be read: " + e.getMessage(), e);
        }
    }

    private void check(JWTClaimsSet claims, Journey journey) throws ParseException {
        Instant now = clock.instant();
        List<String> audience = claims.getAudience();
        Date end = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        String subject = claims.getSubject();
        if (!config.issuer().equals(claims.getIssuer())) {
            throw OidcFailure.untrusted("iss is " + claims.getIssuer());
        }
        if (!audience.contains(config.clientId())
                || (audience.size() > 1 && !config.clientId().equals(claims.getStringClaim("azp")))) {
            throw OidcFailure.untrusted("aud is " + audience);
        }
        if (end == null || !now.minus(SKEW).isBefore(end.toInstant())) {
            throw OidcFailure.untrusted("token ended at " + end);
        }
        if (issued == null || issued.toInstant().isAfter(now.plus(SKEW))) {
            throw OidcFailure.untrusted("token was made at " + issued);
        }
        if (!Objects.equals(journey.nonce(), claims.getStringClaim("nonce"))) {
            throw OidcFailure.untrusted("nonce is another");
        }
        if (subject == null || subject.isBlank() || subject.length() > 255) {
            throw OidcFailure.untrusted("token has no subject");
        }
    }

    private boolean isSigned(SignedJWT jwt) throws JOSEException {
        String id = jwt.getHeader().getKeyID();
        Optional<JWK> key = key(keys(false), id).or(() -> key(keys(true), id));
        if (key.isEmpty() || !(key.get() instanceof AsymmetricJWK asymmetric)) {
            throw OidcFailure.untrusted("key " + id + " of the token is not published");
        }
        return jwt.verify(new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), asymmetric.toPublicKey()));
    }

    /// A token without a key's name is good where there is only one key.
    private static Optional<JWK> key(JWKSet set, @Nullable String id) {
        if (id == null) {
            return set.getKeys().size() == 1 ? Optional.of(set.getKeys().getFirst()) : Optional.empty();
        }
        return Optional.ofNullable(set.getKeyByKeyId(id));
    }

    /// @param anew whether to ask again, which is done at most every ten seconds
    private JWKSet keys(boolean anew) {
        Keys current = keys;
        Instant now = clock.instant();
        Duration enough = anew ? BETWEEN_FETCHES : KEPT;
        if (current != null && now.isBefore(current.at.plus(enough))) {
            return current.set;
        }
        try {
            JWKSet set = JWKSet.parse(new String(get(discovery().jwksUri), StandardCharsets.UTF_8));
            keys = new Keys(set, now);
            return set;
        } catch (ParseException e) {
            throw OidcFailure.unreadable("keys of " + config.name() + " cannot be read", e);
        }
    }

    private Discovery discovery() {
        Found current = found;
        Instant now = clock.instant();
        if (current != null && now.isBefore(current.at.plus(KEPT))) {
            return current.discovery;
        }
        String base = config.issuer().replaceFirst("/$", "");
        Discovery read = read(get(base + "/.well-known/openid-configuration"), Discovery.class);
        if (!config.issuer().equals(read.issuer)) {
            throw OidcFailure.untrusted("discovery names issuer " + read.issuer + ", must be " + config.issuer());
        }
        found = new Found(read, now);
        return read;
    }

    private byte[] get(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build());
    }

    private byte[] send(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw OidcFailure.untrusted(request.uri() + " answered more than " + MAX_BYTES + " bytes");
                }
                if (answer.statusCode() != 200) {
                    throw OidcFailure.untrusted(request.uri() + " answered " + answer.statusCode());
                }
                return bytes;
            }
        } catch (IOException e) {
            throw OidcFailure.unreachable(request.uri() + " cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OidcFailure.unreachable(request.uri() + " was not waited for", e);
        }
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return Json.read(json, type);
        } catch (Json.Malformed e) {
            throw OidcFailure.unreadable("answer of the provider: " + e.getMessage(), e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
