package io.dotmac.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.audit.CheckpointFiles.Signed;
import io.dotmac.server.audit.Verification.Fault;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a superuser does to the rows is found.
class AuditChainTest {
    private static final int ROWS = 12;

    /// What the template's three people of this tenant have left in the chain.
    private static final int PEOPLE = 3;

    @TempDir
    private Path folder;

    private String name;
    private Database database;
    private AuditLog log;
    private TenantId acme;

    @BeforeEach
    void start() {
        name = LocalPostgres.shared().copyOf(TestPlatform.template());
        ServerConfig config = TestPlatform.config(
                name,
                Map.of(
                        "AUDIT__CHECKPOINT_FOLDER", folder.toString(),
                        "AUDIT__KEY_FILE", folder.resolve("key.pem").toString()));
        Clock clock = Clock.systemUTC();
        database = new Database(config.database(), new Telemetry());
        log = new AuditLog(config.audit(), database, new Jobs(database, clock, Tracing.OFF), clock);
        acme = database.shared(handle -> handle.createQuery("select id from tenants where slug = 'acme'")
                .mapTo(UUID.class)
                .map(TenantId::new)
                .one());
        write(ROWS - PEOPLE);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void chainOfATenantThatIsNotServedIsSignedAndVerifiedAllTheSame() {
        database.shared(handle -> handle.execute("update tenants set state = 'suspended' where slug = 'acme'"));

        assertThat(log.checkpoint()).isPositive();

        assertThat(log.verify(Optional.of(acme)).checkpoints()).isEqualTo(1);
    }

    @Test
    void chainThatNobodyTouchedIsIntact() {
        assertThat(log.checkpoint()).isPositive();
        assertThat(log.checkpoint()).as("nothing has moved").isZero();
        write(3);

        Verification found = log.verify(Optional.of(acme));

        assertThat(found.fault()).isEmpty();
        assertThat(found.intact()).isTrue();
        assertThat(found.lastSeq()).isEqualTo(ROWS + 3);
        assertThat(found.checkpoints()).isEqualTo(1);
        assertThat(log.verify(Optional.empty()).intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at = at + interval '1 microsecond'",
                "actor_kind = 'usex'",
                "actor_id = gen_random_uuid()",
                "actor_role = 'cli2'",
                "action = 'thing.counteD'",
                "target_type = 'thinG'",
                "target_id = '8'",
                "before = 'null'",
                "after = '{\"n\":6 }'",
                "request_id = 'x'",
                "address = '::1'",
                "hash = set_bit(hash, 17, 1 - get_bit(hash, 17))"
            })
    void anyColumnThatIsChangedIsFound(String change) throws Exception {
        tamper("update audit_logs set " + change + " where seq = 6 and tenant_id = '" + acme + "'");

        assertThat(fault()).extracting(Fault::seq).isEqualTo(6L);
    }

    @Test
    void rowThatIsDeletedIsFound() throws Exception {
        tamper("delete from audit_logs where seq = 4 and tenant_id = '" + acme + "'");

        assertThat(fault()).isEqualTo(new Fault(4, "is missing"));
    }

    @Test
    void rowsThatChangePlacesAreFound() throws Exception {
        tamper("update audit_logs set seq = 1000 where seq = 3 and tenant_id = '" + acme + "';"
                + "update audit_logs set seq = 3 where seq = 4 and tenant_id = '" + acme + "';"
                + "update audit_logs set seq = 4 where seq = 1000 and tenant_id = '" + acme + "'");

        assertThat(fault()).extracting(Fault::seq).isEqualTo(3L);
    }

    @Test
    void endThatIsCutOffWithItsTracesIsFoundByTheCheckpointAlone() throws Exception {
        String cut = "delete from audit_logs where seq > 9 and tenant_id = '" + acme + "';"
                + "update audit_heads set seq = 9, hash = (select hash from audit_logs where seq = 9 and tenant_id = '"
                + acme + "') where tenant_id = '" + acme + "'";
        log.checkpoint();
        tamper(cut);

        assertThat(fault()).isEqualTo(new Fault(10, "is missing: rows up to " + ROWS + " were signed"));

        Files.delete(folder.resolve(acme + ".jsonl"));
        assertThat(log.verify(Optional.of(acme)).intact())
                .as("without the checkpoint outside nothing tells")
                .isTrue();
    }

    @Test
    void endThatIsCutOffIsFoundByTheHeadWhereThatWasForgotten() throws Exception {
        tamper("truncate audit_logs");

        assertThat(fault()).extracting(Fault::seq).isEqualTo(1L);
    }

    @Test
    void checkpointThatSomebodyElseWroteIsFound() throws Exception {
        log.checkpoint();
        Path file = folder.resolve(acme + ".jsonl");
        Files.writeString(file, Files.readString(file).replace("\"seq\":" + ROWS, "\"seq\":" + (ROWS - 1)));

        assertThat(fault().reason()).contains("not signed by key");
    }

    @Test
    void checkpointOfAnotherDatabaseIsToldAsSuch() throws Exception {
        log.checkpoint();
        tamper("update audit_database set id = gen_random_uuid(); truncate audit_logs, audit_heads");

        assertThat(fault()).isEqualTo(new Fault(ROWS, "has a checkpoint of another database"));
    }

    @Test
    void checkpointThatNamesNoDatabaseIsStillHeldAgainstTheChain() throws Exception {
        log.checkpoint();
        CheckpointFiles files = new CheckpointFiles(folder);
        Checkpoint one = files.read(new Chain(Optional.of(acme))).getFirst().checkpoint();
        Checkpoint old =
                new Checkpoint(one.chain(), one.kind(), one.seq(), one.hash(), one.at(), one.keyId(), Optional.empty());
        assertThat(old.canonical()).doesNotContain("database");
        byte[] signature = CheckpointKey.load(folder.resolve("key.pem")).sign(old.canonical());
        Files.delete(folder.resolve(acme + ".jsonl"));
        files.append(new Signed(old, Base64.getEncoder().encodeToString(signature)));

        assertThat(log.verify(Optional.of(acme)).intact()).isTrue();
        tamper("delete from audit_logs where seq = " + ROWS + " and tenant_id = '" + acme + "'");
        assertThat(fault()).isEqualTo(new Fault(ROWS, "is missing: rows up to " + ROWS + " were signed"));
    }

    @Test
    void whatRetentionDropsIsSignedAndTheRestIsIntact() throws Exception {
        database.shared(handle -> handle.createQuery(
                        "select public.audit_ensure_partitions(date '2020-01-01', date '2020-01-01')")
                .mapTo(Integer.class)
                .one());
        tamper("update audit_logs set at = '2020-01-05' where false");
        log.keepPartitions();
        assertThat(log.verify(Optional.of(acme)).intact()).isTrue();
    }

    private Fault fault() {
        Verification found = log.verify(Optional.of(acme));
        assertThat(found.intact()).isFalse();
        return found.fault().orElseThrow();
    }

    private void write(int count) {
        Audit audit = new Audit(Clock.systemUTC());
        for (int i = 1; i <= count; i++) {
            int number = i;
            database.transaction(acme, tx -> {
                audit.record(
                        tx, Actor.system("cli"), Entry.created("thing.counted", "thing", number, Map.of("n", number)));
                return 0;
            });
        }
    }

    /// As a superuser who has put the triggers to sleep.
    private void tamper(String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(name));
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql);
        }
    }
}
