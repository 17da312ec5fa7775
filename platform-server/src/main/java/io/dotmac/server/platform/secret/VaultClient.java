package io.dotmac.server.platform.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Talks to Vault or OpenBao: logs in when first needed, renews its token when two thirds of its life are over, and
/// logs in anew when the token cannot be renewed any further or is refused.
///
/// Safe for use by several threads. Throws [SecretsUnavailable], whose message never holds a secret.
public final class VaultClient {
    private static final Logger LOG = System.getLogger(VaultClient.class.getName());
    private static final int FORBIDDEN = 403;

    private final VaultConfig config;
    private final VaultDriver driver;
    private final Clock clock;
    private @Nullable VaultSession session;

    /// Contacts nobody yet.
    public VaultClient(VaultConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.driver = new VaultDriver(config);
    }

    /// What one call asks of the driver.
    private interface Question {
        LogicalResponse ask(Logical vault) throws VaultException;
    }

    /// The part `data` of what lies at `path`.
    JsonNode read(String path) {
        return ask(path, vault -> vault.read(path));
    }

    /// Sends `body` to `path` and returns the part `data` of the answer.
    JsonNode write(String path, Map<String, Object> body) {
        return ask(path, vault -> vault.write(path, body));
    }

    /// Keeps the token alive. To be called now and then.
    public void keepAlive() {
        var _ = session();
    }

    /// Throws unless Vault answers and is unsealed; standbys count, since they pass requests on.
    public void ping() {
        try {
            int status = driver.health();
            if (status != 200) {
                throw failure("sys/health", status, "");
            }
        } catch (VaultException e) {
            throw failure("sys/health", e);
        }
    }

    private JsonNode ask(String path, Question question) {
        VaultSession first = session();
        try {
            return answer(path, question, first.vault());
        } catch (VaultException e) {
            if (e.getHttpStatusCode() != FORBIDDEN) {
                throw failure(path, e);
            }
            LOG.log(Level.INFO, "token refused, logging in anew path={0}", path);
        }
        try {
            return answer(path, question, instead(first).vault());
        } catch (VaultException e) {
            throw failure(path, e);
        }
    }

    private JsonNode answer(String path, Question question, Vault vault) throws VaultException {
        LogicalResponse response = question.ask(vault.logical());
        int status = response.getRestResponse().getStatus();
        if (status / 100 != 2) {
            throw new VaultException(text(response.getRestResponse().getBody()), status);
        }
        byte[] body = response.getRestResponse().getBody();
        JsonNode data = body.length == 0
                ? Json.mapper().createObjectNode()
                : Json.read(body, JsonNode.class).path("data");
        if (data.isMissingNode()) {
            throw new SecretsUnavailable("vault " + config.url() + " answered without data for " + path);
        }
        return data;
    }

    /// The session, renewed or begun anew where it is time.
    private synchronized VaultSession session() {
        VaultSession current = session;
        if (current == null || current.isOver(clock.instant())) {
            return begin();
        }
        return current.isDue(clock.instant()) ? renewed(current) : current;
    }

    private synchronized VaultSession instead(VaultSession refused) {
        VaultSession current = session;
        return current == null || current.equals(refused) ? begin() : current;
    }

    private synchronized VaultSession begin() {
        try {
            VaultSession begun = driver.logIn(clock.instant());
            session = begun;
            LOG.log(Level.INFO, "logged in to vault url={0} ttl={1}", config.url(), begun.lifetime());
            return begun;
        } catch (VaultException e) {
            throw failure("log-in", e);
        }
    }

    /// A token that is near its longest life gets less than it had; then it is time for another.
    private synchronized VaultSession renewed(VaultSession old) {
        try {
            Optional<VaultSession> next = driver.renew(old, clock.instant());
            if (next.isPresent()) {
                session = next.get();
                LOG.log(Level.DEBUG, "vault token renewed ttl={0}", next.get().lifetime());
                return next.get();
            }
            return begin();
        } catch (VaultException e) {
            LOG.log(Level.WARNING, "vault token not renewed cause={0}", reason(e));
            return e.getHttpStatusCode() == FORBIDDEN ? begin() : old;
        }
    }

    private SecretsUnavailable failure(String path, VaultException e) {
        return e.getHttpStatusCode() == 0
                ? new SecretsUnavailable("vault " + config.url() + " cannot be reached: " + innermost(e))
                : failure(path, e.getHttpStatusCode(), reason(e));
    }

    private SecretsUnavailable failure(String path, int status, String reason) {
        String meaning = switch (status) {
            case FORBIDDEN -> "refuses the log-in or its rights";
            case 404 -> "has nothing";
            case 429, 472, 473 -> "is a standby";
            case 501 -> "is not initialised";
            case 503 -> "is sealed or has no leader";
            default -> "failed";
        };
        String detail = reason.isEmpty() ? "" : ": " + reason;
        return new SecretsUnavailable(
                "vault " + config.url() + " " + meaning + " for " + path + " (status " + status + ")" + detail);
    }

    /// Vault's own words, which never hold a secret, without the rest of the driver's message.
    private static String reason(VaultException e) {
        String message = String.valueOf(e.getMessage());
        int json = message.indexOf('{');
        if (json < 0) {
            return e.getHttpStatusCode() == 0 ? innermost(e) : "";
        }
        try {
            JsonNode errors = Json.read(message.substring(json), JsonNode.class).path("errors");
            StringBuilder text = new StringBuilder();
            errors.forEach(error -> text.append(text.isEmpty() ? "" : "; ")
                    .append(error.asText().strip()));
            return text.toString().replaceAll("\\s+", " ");
        } catch (Json.Malformed malformed) {
            return "";
        }
    }

    private static String innermost(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }

    private static String text(byte[] body) {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
