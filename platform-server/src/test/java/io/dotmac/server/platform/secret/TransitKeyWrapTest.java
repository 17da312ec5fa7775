package io.dotmac.server.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestVault;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitKeyWrapTest {
    private static final Field EMAIL = new Field("t", "customers", "email", "7");

    @TempDir
    private static Path folder;

    private static TestVault vault;
    private Database database;

    @BeforeAll
    static void start() {
        vault = TestVault.start(folder);
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @BeforeEach
    void open() {
        String copy = TestPlatform.copy();
        database = new Database(TestPlatform.config(copy, Map.of()).database(), new Telemetry());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keysOfFieldsAreMadeAndWrappedByTransit() {
        byte[] sealed = new FieldCipher(new KeyRing(database, transit())).encrypt(EMAIL, "a@example.org");

        assertThat(new FieldCipher(new KeyRing(database, transit())).decrypt(EMAIL, sealed))
                .isEqualTo("a@example.org");
        assertThat(wrapped()).matches("vault:v1:\\S+ vault:v1:\\S+");
    }

    @Test
    void fieldsStayReadableWhileVaultIsSealed() {
        FieldCipher cipher = new FieldCipher(new KeyRing(database, transit()));
        byte[] sealed = cipher.encrypt(EMAIL, "a@example.org");
        FieldCipher late = new FieldCipher(new KeyRing(database, transit()));

        vault.bao().seal();
        try {
            assertThat(cipher.decrypt(EMAIL, sealed)).isEqualTo("a@example.org");
            assertThat(cipher.decrypt(EMAIL, cipher.encrypt(EMAIL, "b@example.org")))
                    .isEqualTo("b@example.org");
            assertThatThrownBy(late::newestKey)
                    .isInstanceOf(SecretsUnavailable.class)
                    .hasMessageContaining("is sealed");
        } finally {
            vault.bao().unseal();
        }
    }

    @Test
    void versionsOfTheTransitKeyMayBeRetiredAfterRewrapping() {
        KeyRing ring = new KeyRing(database, transit());
        byte[] sealed = new FieldCipher(ring).encrypt(EMAIL, "a@example.org");
        vault.bao().write("transit/keys/dotmac-fields/rotate", Map.of());
        int latest = vault.bao()
                .call("GET", "transit/keys/dotmac-fields", Map.of())
                .at("/data/latest_version")
                .asInt();

        int count = ring.rewrap();

        assertThat(count).isEqualTo(2);
        assertThat(wrapped()).matches("vault:v%d:\\S+ vault:v%<d:\\S+".formatted(latest));
        vault.bao().write("transit/keys/dotmac-fields/config", Map.of("min_decryption_version", latest));
        assertThat(new FieldCipher(new KeyRing(database, transit())).decrypt(EMAIL, sealed))
                .isEqualTo("a@example.org");
    }

    @Test
    void keysOfADevelopersMachineMoveToVault() {
        KeyWrap local = new LocalMasterKey(new EncryptionConfig(new Secret(""), folder.resolve("local-key")));
        byte[] sealed = new FieldCipher(new KeyRing(database, local)).encrypt(EMAIL, "a@example.org");

        KeyRing moving = new KeyRing(database, transit(), local);
        assertThat(new FieldCipher(moving).decrypt(EMAIL, sealed)).isEqualTo("a@example.org");
        assertThatThrownBy(() -> new FieldCipher(new KeyRing(database, transit())).newestKey())
                .hasMessageContaining("was wrapped by local, which is not configured");
        moving.rewrap();

        assertThat(wrapped()).doesNotContain("local:");
        assertThat(new FieldCipher(new KeyRing(database, transit())).decrypt(EMAIL, sealed))
                .isEqualTo("a@example.org");
    }

    private String wrapped() {
        return database.shared(handle -> handle.createQuery("select string_agg(wrapped, ' ') from public.field_keys")
                .mapTo(String.class)
                .one());
    }

    private static TransitKeyWrap transit() {
        VaultConfig config = vault.config(Map.of());
        return new TransitKeyWrap(new VaultClient(config, Clock.systemUTC()), config.paths());
    }
}
