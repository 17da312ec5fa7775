package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What tools of Alertmanager may send and are told, beside what `amtool` does.
class AlertmanagerFormTest {
    private TestPlatform platform;
    private TestCaller tool;
    private Instant now;

    @BeforeEach
    void start() {
        platform = TestPlatform.start();
        tool = new TestCaller(platform, TestPlatform.OPERATOR);
        now = platform.clock().instant();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void oneWrongAlertDoesNotTakeTheOthersWithIt() {
        Reply reply = tool.post("/api/v2/alerts", """
                [{"labels": {"alertname": "Good"}},
                 {"labels": {"alert name": "Bad"}},
                 {"labels": {"alertname": "AlsoGood"}, "startsAt": "0001-01-01T00:00:00Z"},
                 {"annotations": {"summary": "nothing"}},
                 {"labels": {"alertname": "Bad"}, "endsAt": "yesterday"},
                 7]
                """);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().at("/error/message").asText())
                .startsWith("4 of 6 alerts are not taken, the others are: [1] labels has an entry");
        assertThat(texts(reply.body().at("/error/details"), "/field"))
                .containsExactly("[1]", "[3].labels", "[4].endsAt", "[5]");
        assertThat(texts(tool.get("/api/v2/alerts").body(), "/labels/alertname"))
                .containsExactlyInAnyOrder("Good", "AlsoGood");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                                     | matchers
                    {"id": "seven", "matchers": [M], "startsAt": S, "endsAt": E, "createdBy": "a", "comment": "c"} | id is seven
                    {"matchers": [], "startsAt": S, "endsAt": E, "createdBy": "a", "comment": "c"} | matchers has 0 entries
                    {"matchers": [M], "startsAt": E, "endsAt": S, "createdBy": "a", "comment": "c"} | must be after
                    {"matchers": [M], "startsAt": null, "endsAt": E, "createdBy": "a", "comment": "c"} | startsAt is missing
                    {"matchers": [M], "startsAt": S, "endsAt": E, "createdBy": "a", "comment": ""} | reason
                    {"matchers": [{"name": "x", "value": "(", "isRegex": true}], "startsAt": S, "endsAt": E, "createdBy": "a", "comment": "c"} | no regular expression
                    {"matchers": [M], "startsAt": S, "endsAt": S, "createdBy": "a", "comment": "c"} | must be after
                    """)
    void wrongSilenceIsRefusedWithWhatIsWrong(String body, String why) {
        Reply reply = tool.post("/api/v2/silences", filled(body));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().at("/error/message").asText()).contains(why);
    }

    @Test
    void silenceThatHasEndedIsMadeAnewAndOneThatNeverWasIsNotFound() {
        String id = tool.post("/api/v2/silences", silence(""))
                .body()
                .path("silenceID")
                .asText();
        assertThat(tool.post("/api/v2/silences", silence(id))
                        .body()
                        .path("silenceID")
                        .asText())
                .isEqualTo(id);
        assertThat(tool.call("DELETE", "/api/v2/silence/" + id, "", Map.of()).status())
                .isEqualTo(200);

        Reply again = tool.post("/api/v2/silences", silence(id));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("silenceID").asText()).isNotEqualTo(id);
        assertThat(tool.post("/api/v2/silences", silence("01a0b0c0-0000-7000-8000-000000000000"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void alertsAreAskedForByReceiverAndSilencesByWhatTheyDoNotSay() {
        tool.post("/api/v2/alerts", "[{\"labels\": {\"alertname\": \"LinkDown\"}}]");
        tool.post("/api/v2/silences", silence(""));

        assertThat(tool.get("/api/v2/alerts?receiver=dot.*").body()).hasSize(1);
        assertThat(tool.get("/api/v2/alerts?receiver=team-.*").body()).isEmpty();
        assertThat(tool.get("/api/v2/alerts/groups?receiver=team-.*").body()).isEmpty();
        assertThat(tool.get("/api/v2/alerts?receiver=(").status()).isEqualTo(400);
        assertThat(tool.get("/api/v2/silences?filter=alertname=\"FanSlow\"").body())
                .hasSize(1);
        assertThat(tool.get("/api/v2/silences?filter=site!=\"north\"").body()).hasSize(1);
        assertThat(tool.get("/api/v2/silences?filter=alertname!=\"FanSlow\"").body())
                .isEmpty();
        assertThat(tool.get("/api/v2/silences?filter=site=\"north\"").body()).isEmpty();
    }

    private String silence(String id) {
        return filled("""
                {"id": "%s", "matchers": [M], "startsAt": S, "endsAt": E, "createdBy": "Ada", "comment": "new fan"}
                """.formatted(id));
    }

    private String filled(String body) {
        return body.replace("[M]", "[{\"name\": \"alertname\", \"value\": \"FanSlow\", \"isRegex\": false}]")
                .replace(": S", ": \"" + now + "\"")
                .replace(": E", ": \"" + now.plus(Duration.ofHours(1)) + "\"");
    }

    private static List<String> texts(JsonNode array, String path) {
        List<String> all = new ArrayList<>();
        array.forEach(one -> all.add(one.at(path).asText()));
        return all;
    }
}
