package io.dotmac.server.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.secret.FieldKeyRotation.Progress;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldKeyRotationTest {
    private static final TenantId ACME = new TenantId(new UUID(1, 1));

    @TempDir
    private Path folder;

    private String name;
    private Database database;
    private KeyRing ring;
    private Notes notes;
    private FieldKeyRotation rotation;

    @BeforeEach
    void open() {
        name = TestPlatform.copy();
        database = new Database(TestPlatform.config(name, Map.of()).database(), new Telemetry());
        ring = ring();
        notes = new Notes(new FieldCipher(ring));
        rotation = new FieldKeyRotation(ring, () -> List.of(ACME), List.of(notes));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyRowGetsTheNewKeyAndStaysReadable() {
        notes.add("one", "two", "three");

        int key = rotation.rotate();
        assertThat(rotation.progress().left()).isEqualTo(3);
        long rows = rotation.encryptAnew(() -> false);

        assertThat(key).isEqualTo(2);
        assertThat(rows).isEqualTo(3);
        assertThat(rotation.progress()).isEqualTo(new Progress(2, new java.util.TreeMap<>(Map.of(1, 0L, 2, 3L))));
        assertThat(notes.all()).containsExactly("one", "two", "three");
    }

    @Test
    void workThatIsBrokenOffGoesOnWhereItWas() {
        notes.add("one", "two", "three");
        rotation.rotate();
        AtomicInteger asked = new AtomicInteger();

        rotation.encryptAnew(() -> asked.incrementAndGet() > 1);
        Progress half = rotation.progress();
        rotation.encryptAnew(() -> false);

        assertThat(half.left()).isEqualTo(2);
        assertThat(rotation.progress().left()).isZero();
        assertThat(notes.all()).containsExactly("one", "two", "three");
    }

    @Test
    void anotherServerLearnsOfTheNewKey() {
        FieldCipher other = new FieldCipher(ring());
        Field place = new Field("t", "notes", "text", "1");
        assertThat(other.newestKey()).isEqualTo(1);

        rotation.rotate();
        byte[] sealed = new FieldCipher(ring).encrypt(place, "new");

        assertThat(FieldCipher.keyNumber(sealed)).isEqualTo(2);
        assertThat(other.decrypt(place, sealed)).isEqualTo("new");
    }

    @Test
    void keyIsDestroyedOnlyWhenNoRowHasItAndItsSuccessorIsKnownEverywhere() {
        notes.add("one");
        rotation.rotate();
        assertThat(rotation.retire()).as("a row is left").isEmpty();
        rotation.encryptAnew(() -> false);
        assertThat(rotation.retire()).as("the successor is young").isEmpty();

        asOwner("update public.field_keys set created_at = now() - interval '11 minutes'");

        assertThat(rotation.retire()).containsExactly(1);
        assertThat(notes.all()).containsExactly("one");
        assertThat(rotation.progress().rows()).containsOnlyKeys(2);
        byte[] old = {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> new FieldCipher(ring).decrypt(new Field("t", "n", "x", "1"), old))
                .hasMessageContaining("field key 1 does not exist or is retired");
        assertThat(rotation.retire()).as("the newest stays").isEmpty();
    }

    private KeyRing ring() {
        return new KeyRing(
                database, new LocalMasterKey(new EncryptionConfig(new Secret(""), folder.resolve("master-key"))));
    }

    private void asOwner(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(name));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Rows that are rewritten one at a time.
    private static final class Notes implements EncryptedTable {
        private final FieldCipher cipher;
        private final List<byte[]> rows = new ArrayList<>();

        Notes(FieldCipher cipher) {
            this.cipher = cipher;
        }

        void add(String... texts) {
            for (String text : texts) {
                rows.add(cipher.encrypt(place(rows.size()), text));
            }
        }

        List<String> all() {
            List<String> texts = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                texts.add(cipher.decrypt(place(row), rows.get(row)));
            }
            return texts;
        }

        @Override
        public String name() {
            return "notes";
        }

        @Override
        public Map<Integer, Long> keys(TenantId tenant) {
            return rows.stream().collect(Collectors.groupingBy(FieldCipher::keyNumber, Collectors.counting()));
        }

        @Override
        public int encryptAnew(TenantId tenant, int most) {
            for (int row = 0; row < rows.size(); row++) {
                if (FieldCipher.keyNumber(rows.get(row)) < cipher.newestKey()) {
                    rows.set(row, cipher.encrypt(place(row), cipher.decrypt(place(row), rows.get(row))));
                    return 1;
                }
            }
            return 0;
        }

        private static Field place(int row) {
            return new Field(ACME.toString(), "notes", "text", Integer.toString(row));
        }
    }
}
