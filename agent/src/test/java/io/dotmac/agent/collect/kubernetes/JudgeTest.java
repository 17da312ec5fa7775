package io.dotmac.agent.collect.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Objects as a kubelet and the controllers write them.
class JudgeTest {
    private static final Instant NOW = Instant.parse("2026-03-20T10:00:00Z");

    @Test
    void initContainerThatFailsIsToldBeforeTheContainersThatWaitForIt() {
        Opinion waits = pod("""
                {"phase":"Pending",
                 "initContainerStatuses":[{"name":"migrate","image":"m","imageID":"","ready":false,"restartCount":3,
                  "state":{"waiting":{"reason":"CrashLoopBackOff"}},
                  "lastState":{"terminated":{"exitCode":2,"reason":"Error","finishedAt":"2026-03-20T09:59:00Z"}}}],
                 "containerStatuses":[{"name":"app","image":"a","imageID":"","ready":false,"restartCount":0,
                  "state":{"waiting":{"reason":"PodInitializing"}}}]}
                """, "2026-03-20T09:58:00Z", "");
        Opinion ended = pod("""
                {"phase":"Pending",
                 "initContainerStatuses":[{"name":"migrate","image":"m","imageID":"","ready":false,"restartCount":0,
                  "state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}
                """, "2026-03-20T09:58:00Z", "");

        assertThat(waits.state()).isEqualTo("Init:CrashLoopBackOff");
        assertThat(waits.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(waits.cause()).startsWith("migrate: exit 2").endsWith("3 restarts");
        assertThat(ended.state()).isEqualTo("Init:Error");
        assertThat(ended.severity()).isEqualTo(Severity.MAJOR);
    }

    @Test
    void initContainerThatDidItsWorkIsNoFault() {
        Opinion runs = pod("""
                {"phase":"Running",
                 "initContainerStatuses":[{"name":"migrate","image":"m","imageID":"","ready":true,"restartCount":0,
                  "state":{"terminated":{"exitCode":0,"reason":"Completed"}}}],
                 "containerStatuses":[{"name":"app","image":"a","imageID":"","ready":true,"restartCount":0,
                  "state":{"running":{}}}]}
                """, "2026-03-20T09:00:00Z", "");

        assertThat(runs.severity()).isEqualTo(Severity.OK);
        assertThat(runs.ready()).contains(1);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-20T09:56:00Z, INFO", "2026-03-20T09:54:00Z, MAJOR"})
    void podThatWaitsForLongMattersWithTheSchedulersWords(String created, Severity severity) {
        Opinion pending = pod("""
                {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
                 "message":"0/3 nodes are available: 3 Insufficient memory."}]}
                """, created, "");

        assertThat(pending.state()).isEqualTo("Pending");
        assertThat(pending.severity()).isEqualTo(severity);
        assertThat(pending.cause()).isEqualTo("not scheduled: 0/3 nodes are available: 3 Insufficient memory.");
    }

    @ParameterizedTest
    @CsvSource({"2026-03-20T09:59:30Z, DOWN, OK", "2026-03-20T09:57:00Z, DEGRADED, MAJOR"})
    void podThatDoesNotEndIsToldAMinutePastItsGrace(String graceEnds, Health health, Severity severity) {
        Opinion ending =
                pod("{\"phase\":\"Running\"}", "2026-03-20T09:00:00Z", ",\"deletionTimestamp\":\"" + graceEnds + "\"");

        assertThat(ending.state()).isEqualTo("Terminating");
        assertThat(ending.health()).isEqualTo(health);
        assertThat(ending.severity()).isEqualTo(severity);
        if (severity != Severity.OK) {
            assertThat(ending.cause()).isEqualTo("still terminating 3 min after its grace period");
        }
    }

    @Test
    void podOfAMachineThatIsNotHeardIsUnknown() {
        Opinion lost = pod("{\"phase\":\"Running\",\"reason\":\"NodeLost\"}", "2026-03-20T09:00:00Z", "");

        assertThat(lost.state()).isEqualTo("NodeLost");
        assertThat(lost.health()).isEqualTo(Health.UNKNOWN);
        assertThat(lost.severity()).isEqualTo(Severity.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource({"3, Ready, UP, OK", "2, Degraded, DEGRADED, MAJOR", "0, NotReady, DOWN, CRITICAL"})
    void setsAreJudgedByWhatIsReady(int ready, String state, Health health, Severity severity) {
        String status = "{\"replicas\":3,\"readyReplicas\":" + ready + "}";
        Opinion deployment = SetJudge.of(read(
                "{\"spec\":{\"replicas\":3,\"selector\":{},\"template\":{}},\"status\":" + status + "}",
                V1Deployment.class));
        Opinion stateful = SetJudge.of(read(
                "{\"spec\":{\"replicas\":3,\"selector\":{},\"template\":{},\"serviceName\":\"s\"},\"status\":" + status
                        + "}",
                V1StatefulSet.class));
        Opinion daemon = SetJudge.of(read("""
                {"status":{"currentNumberScheduled":3,"desiredNumberScheduled":3,"numberMisscheduled":0,"numberReady":%d}}
                """.formatted(ready), V1DaemonSet.class));

        for (Opinion each : new Opinion[] {deployment, stateful, daemon}) {
            assertThat(each.state()).isEqualTo(state);
            assertThat(each.health()).isEqualTo(health);
            assertThat(each.severity()).isEqualTo(severity);
            assertThat(each.ready()).contains(ready);
            assertThat(each.desired()).contains(3);
        }
    }

    @Test
    void setThatIsMeantToHaveNothingIsWell() {
        Opinion none = SetJudge.of(
                read("{\"spec\":{\"replicas\":0,\"selector\":{},\"template\":{}},\"status\":{}}", V1Deployment.class));

        assertThat(none.state()).isEqualTo("Scaled to 0");
        assertThat(none.severity()).isEqualTo(Severity.OK);
    }

    @Test
    void rollOutThatDoesNotGoOnIsToldThoughTheOldPodsServe() {
        Opinion stuck = SetJudge.of(read("""
                {"spec":{"replicas":2,"selector":{},"template":{}},"status":{"replicas":3,"readyReplicas":2,
                 "conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded",
                 "message":"ReplicaSet \\"web-2\\" has timed out progressing."}]}}
                """, V1Deployment.class));

        assertThat(stuck.health()).isEqualTo(Health.DEGRADED);
        assertThat(stuck.severity()).isEqualTo(Severity.MAJOR);
        assertThat(stuck.cause()).isEqualTo("ReplicaSet \"web-2\" has timed out progressing.");
    }

    @ParameterizedTest
    @CsvSource({
        "Ready, True, Ready, UP, OK",
        "Ready, False, NotReady, DOWN, CRITICAL",
        "Ready, Unknown, Unknown, UNKNOWN, CRITICAL",
        "DiskPressure, True, DiskPressure, DEGRADED, MAJOR"
    })
    void machinesAreJudgedByTheirConditions(
            String type, String status, String state, Health health, Severity severity) {
        String more = type.equals("Ready") ? "" : ",{\"type\":\"Ready\",\"status\":\"True\"}";
        Opinion node = SetJudge.of(read("""
                {"status":{"conditions":[{"type":"%s","status":"%s","message":"told by the kubelet"}%s]}}
                """.formatted(type, status, more), V1Node.class));

        assertThat(node.state()).isEqualTo(state);
        assertThat(node.health()).isEqualTo(health);
        assertThat(node.severity()).isEqualTo(severity);
    }

    @Test
    void machineThatWasCordonedIsInMaintenanceAndOneThatNeverSpokeIsNotReady() {
        Opinion cordoned = SetJudge.of(read(
                "{\"spec\":{\"unschedulable\":true},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}",
                V1Node.class));
        Opinion silent = SetJudge.of(read("{\"status\":{}}", V1Node.class));

        assertThat(cordoned.severity()).isEqualTo(Severity.MAINTENANCE);
        assertThat(silent.health()).isEqualTo(Health.DOWN);
        assertThat(silent.cause()).isEqualTo("its kubelet never told its state");
    }

    @ParameterizedTest
    @CsvSource({
        "Bound, 2026-03-20T09:00:00Z, UP, OK",
        "Lost, 2026-03-20T09:00:00Z, DOWN, CRITICAL",
        "Pending, 2026-03-20T09:58:00Z, DOWN, INFO",
        "Pending, 2026-03-20T09:00:00Z, DOWN, MAJOR"
    })
    void claimsAreJudgedByTheirVolumes(String phase, String created, Health health, Severity severity) {
        Opinion claim = SetJudge.of(read("""
                        {"metadata":{"creationTimestamp":"%s"},"status":{"phase":"%s"}}
                        """.formatted(created, phase), V1PersistentVolumeClaim.class), NOW);

        assertThat(claim.state()).isEqualTo(phase);
        assertThat(claim.health()).isEqualTo(health);
        assertThat(claim.severity()).isEqualTo(severity);
    }

    private static Opinion pod(String status, String created, String meta) {
        return PodJudge.of(read("""
                        {"metadata":{"name":"p","creationTimestamp":"%s"%s},
                         "spec":{"containers":[{"name":"app"}],"initContainers":[{"name":"migrate"}]},"status":%s}
                        """.formatted(created, meta, status), V1Pod.class), NOW);
    }

    private static <T> T read(String json, Class<T> type) {
        T read = JSON.deserialize(json, type);
        if (read == null) {
            throw new IllegalArgumentException(json);
        }
        return read;
    }
}
