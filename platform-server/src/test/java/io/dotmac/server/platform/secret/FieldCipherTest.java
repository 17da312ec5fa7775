package io.dotmac.server.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldCipherTest {
    private static final TenantId ACME = new TenantId(new UUID(1, 1));
    private static final TenantId BOLT = new TenantId(new UUID(1, 2));
    private static final Field EMAIL = new Field(ACME.toString(), "customers", "email", "7");

    @TempDir
    private Path folder;

    private Database database;
    private FieldCipher cipher;

    @BeforeEach
    void open() {
        ServerConfig config = TestPlatform.config(TestPlatform.copy(), Map.of());
        database = new Database(config.database(), new Telemetry());
        cipher = cipher("master-key");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void valueComesBackInItsOwnPlace() {
        byte[] sealed = cipher.encrypt(EMAIL, "jörg@example.org");

        assertThat(cipher.decrypt(EMAIL, sealed)).isEqualTo("jörg@example.org");
        assertThat(cipher.decrypt(EMAIL, cipher.encrypt(EMAIL, ""))).isEmpty();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("example");
        assertThat(FieldCipher.keyNumber(sealed)).isEqualTo(cipher.newestKey()).isEqualTo(1);
    }

    @Test
    void sameValueNeverLooksTheSameTwice() {
        assertThat(cipher.encrypt(EMAIL, "a@b")).isNotEqualTo(cipher.encrypt(EMAIL, "a@b"));
    }

    @Test
    void copyInAnotherRowColumnTableOrTenantIsRefused() {
        byte[] sealed = cipher.encrypt(EMAIL, "a@example.org");

        for (Field other : new Field[] {
            new Field(ACME.toString(), "customers", "email", "8"),
            new Field(ACME.toString(), "customers", "phone", "7"),
            new Field(ACME.toString(), "contacts", "email", "7"),
            new Field(BOLT.toString(), "customers", "email", "7"),
            new Field(ACME.toString(), "customersemail", "", "7"),
        }) {
            assertThatThrownBy(() -> cipher.decrypt(other, sealed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be decrypted")
                    .hasMessageNotContaining("example.org");
        }
    }

    @Test
    void everyChangedBitIsFound() {
        byte[] sealed = cipher.encrypt(EMAIL, "a@example.org");

        IntStream.range(0, 8 * sealed.length).forEach(bit -> {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> cipher.decrypt(EMAIL, changed)).isInstanceOf(IllegalStateException.class);
        });
        assertThatThrownBy(() -> cipher.decrypt(EMAIL, new byte[3])).hasMessageContaining("no known format");
    }

    @Test
    void blindIndexIsTheSameForOneValueInOneColumnOfOneTenant() {
        byte[] index = cipher.index(ACME, "customers", "email", "a@b");

        assertThat(index).hasSize(16).isEqualTo(cipher("master-key").index(ACME, "customers", "email", "a@b"));
        assertThat(index)
                .isNotEqualTo(cipher.index(BOLT, "customers", "email", "a@b"))
                .isNotEqualTo(cipher.index(ACME, "customers", "phone", "a@b"))
                .isNotEqualTo(cipher.index(ACME, "customers", "email", "a@c"));
    }

    @ParameterizedTest
    @CsvSource({
        "email, ' Joe@Example.ORG ',   joe@example.org",
        "phone, +49 (30) 123-456,      +4930123456",
        "phone, 0049 30 123456,        +4930123456",
        "phone, 4930123456,            +4930123456",
        "code,  de 123.456-789,        DE123456789",
    })
    void valuesAreBroughtToOneForm(String kind, String typed, String normal) {
        String result = switch (kind) {
            case "email" -> Normal.email(typed);
            case "phone" -> Normal.phone(typed);
            default -> Normal.code(typed);
        };

        assertThat(result).isEqualTo(normal);
    }

    @Test
    void masterKeyIsMadeOnceForItsOwnerAlone() throws IOException {
        byte[] sealed = cipher.encrypt(EMAIL, "a@b");
        Path file = folder.resolve("master-key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(cipher("master-key").decrypt(EMAIL, sealed)).isEqualTo("a@b");
        Secret setting = new Secret(Files.readString(file).strip());
        FieldCipher bySetting = new FieldCipher(
                new KeyRing(database, new LocalMasterKey(new EncryptionConfig(setting, folder.resolve("none")))));
        assertThat(bySetting.decrypt(EMAIL, sealed)).isEqualTo("a@b");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void anotherMasterKeyIsRefusedByName() {
        cipher.encrypt(EMAIL, "a@b");

        assertThatThrownBy(() -> cipher("other-key").newestKey())
                .hasMessageContaining("made with another master key")
                .hasMessageContaining("other-key");
    }

    @Test
    void databaseHoldsNoKeyInClear() throws IOException {
        cipher.encrypt(EMAIL, "a@b");
        String master = Files.readString(folder.resolve("master-key")).strip();
        String rows =
                database.shared(handle -> handle.createQuery("select string_agg(wrapped, ' ') from public.field_keys")
                        .mapTo(String.class)
                        .one());

        assertThat(rows).startsWith("local:v1:").contains(" local:v1:").doesNotContain(master);
    }

    @Test
    void serversThatStartTogetherMakeOneSetOfKeys() {
        byte[] sealed = IntStream.range(0, 4)
                .parallel()
                .mapToObj(n -> cipher("master-key").encrypt(EMAIL, "x"))
                .toList()
                .getFirst();

        assertThat(cipher("master-key").decrypt(EMAIL, sealed)).isEqualTo("x");
        assertThat(Base64.getEncoder().encodeToString(cipher.index(ACME, "t", "c", "v")))
                .isEqualTo(
                        Base64.getEncoder().encodeToString(cipher("master-key").index(ACME, "t", "c", "v")));
    }

    private FieldCipher cipher(String file) {
        return new FieldCipher(
                new KeyRing(database, new LocalMasterKey(new EncryptionConfig(new Secret(""), folder.resolve(file)))));
    }
}
