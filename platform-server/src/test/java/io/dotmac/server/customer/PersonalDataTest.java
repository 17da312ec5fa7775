package io.dotmac.server.customer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestPlatform;
import io.dotmac.testing.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What identifies a person stands nowhere in clear: neither in a copy of the database nor in a log.
class PersonalDataTest {
    private static final String ALL = "/api/v1/customers";
    private static final String EMAIL = "quokka.personal@example.org";
    private static final String SECOND_EMAIL = "wombat.personal@example.org";
    private static final String PHONE = "+49 30 7654321";
    private static final String TAX_ID = "QX987654321";
    private static final String AUTH_SECRET = "unspeakable-auth-secret-0123456789abcdef";
    private static final List<String> PERSONAL =
            List.of(EMAIL, SECOND_EMAIL, PHONE, "+49307654321", "49307654321", "7654321", TAX_ID);

    private static final Lines LINES = new Lines();
    private static TestPlatform platform;
    private static TestCaller clerk;
    private static Level rootBefore;
    private static Level oursBefore;

    /// Keeps everything that is logged.
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + event.getMDCPropertyMap()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }

    @BeforeAll
    static void useTheServer() {
        Logger root = logger(Logger.ROOT_LOGGER_NAME);
        Logger ours = logger("io.dotmac");
        rootBefore = root.getLevel();
        oursBefore = ours.getLevel();
        LINES.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        LINES.start();
        root.addAppender(LINES);
        root.setLevel(Level.WARN); // as the server has it at its most talkative: only its own lines go to DEBUG
        ours.setLevel(Level.DEBUG);
        platform = TestPlatform.start(
                LocalPostgres.shared().copyOf(TestPlatform.template()), Map.of("AUTH__SECRET", AUTH_SECRET));
        clerk = new TestCaller(platform, TestPlatform.CLERK);
        Reply made = clerk.call(
                "POST",
                ALL,
                """
                {"type": "individual", "given_name": "Quokka", "email": "%s", "phone": "%s", "tax_id": "%s"}
                """.formatted(EMAIL, PHONE, TAX_ID),
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        String one = ALL + "/" + made.body().at("/data/id").asText();
        assertThat(made.status()).isEqualTo(201);
        assertThat(clerk.post(ALL, """
                {"type": "individual", "given_name": "Twice", "email": "%s"}""".formatted(EMAIL)).status()).isEqualTo(409);
        assertThat(clerk.post(ALL, """
                {"type": "business", "email": "%s", "tax_id": "%s"}""".formatted(EMAIL, TAX_ID)).status()).isEqualTo(400);
        assertThat(clerk.call("PATCH", one, "{\"email\": \"%s\"}".formatted(SECOND_EMAIL), Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(200);
        assertThat(clerk.get(ALL + "?email=" + SECOND_EMAIL).body().path("data"))
                .hasSize(1);
        clerk.post(one + "/activate", "");
    }

    @AfterAll
    static void stop() {
        platform.close();
        logger(Logger.ROOT_LOGGER_NAME).detachAppender(LINES);
        logger(Logger.ROOT_LOGGER_NAME).setLevel(rootBefore);
        logger("io.dotmac").setLevel(oursBefore);
    }

    @Test
    void copyOfTheDatabaseTellsNothing() {
        String dump = dump();

        assertThat(dump).contains("Quokka");
        for (String personal : PERSONAL) {
            byte[] bytes = personal.getBytes(StandardCharsets.UTF_8);
            assertThat(dump)
                    .doesNotContainIgnoringCase(personal)
                    .doesNotContain(HexFormat.of().formatHex(bytes))
                    .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
    }

    @Test
    void logTellsNothing() {
        assertThat(LINES.lines).isNotEmpty();
        for (String personal : PERSONAL) {
            assertThat(LINES.lines).noneMatch(line -> line.contains(personal));
        }
    }

    @Test
    void logHoldsNoSecret() {
        for (String secret : List.of(AUTH_SECRET, TestPlatform.PASSWORD, platform.token(TestPlatform.CLERK))) {
            assertThat(LINES.lines).noneMatch(line -> line.contains(secret));
        }
    }

    /// Every row of every table as text.
    private static String dump() {
        StringBuilder dump = new StringBuilder();
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(platform.database()));
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    select format('%I.%I', schemaname, tablename) from pg_tables
                    where schemaname not in ('pg_catalog', 'information_schema')
                    """)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select t::text from " + table + " t")) {
                    while (rows.next()) {
                        dump.append(table).append(' ').append(rows.getString(1)).append('\n');
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return dump.toString();
    }

    private static Logger logger(String name) {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name);
    }
}
