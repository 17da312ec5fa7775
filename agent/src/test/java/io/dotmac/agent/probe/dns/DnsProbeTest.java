package io.dotmac.agent.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

class DnsProbeTest {
    @Test
    void rightAnswersOfAllServersAreUp() throws Exception {
        try (NameServer one = right("192.0.2.1");
                NameServer two = right("192.0.2.1")) {
            Finding finding = check(", expect: [192.0.2.1]", one, two);

            assertThat(finding.health()).isEqualTo(Health.UP);
            assertThat(finding.severity()).isEqualTo(Severity.OK);
            assertThat(finding.summary()).isEqualTo("A www.example.net is 192.0.2.1, 2 servers agree");
            assertThat(finding.facts()).hasSize(4);
            assertThat(finding.facts().get("127.0.0.1:" + one.port() + " tcp")).startsWith("NOERROR, authoritative");
            assertThat(finding.samples()).extracting("metric").contains("probe_dns_answer_ttl_seconds");
        }
    }

    @Test
    void wrongAddressOfOneServerIsToldWithTheServer() throws Exception {
        try (NameServer one = right("192.0.2.1");
                NameServer two = right("198.51.100.7")) {
            Finding finding = check(", expect: [192.0.2.1]", one, two);

            assertThat(finding.health()).isEqualTo(Health.DEGRADED);
            assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
            assertThat(finding.summary())
                    .contains("127.0.0.1:" + two.port())
                    .contains("answers 198.51.100.7, must answer 192.0.2.1")
                    .contains("1 of 2 servers are right");
        }
    }

    @Test
    void rcodesAreToldApart() throws Exception {
        try (NameServer missing = failing(Rcode.NXDOMAIN);
                NameServer broken = failing(Rcode.SERVFAIL)) {
            Finding finding = check("", missing);
            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.DNS);
            assertThat(finding.summary()).contains("answers NXDOMAIN");

            assertThat(check("", broken).summary()).contains("answers SERVFAIL");
            assertThat(check("", broken).error()).isEqualTo(ErrorClass.PROTOCOL);
            assertThat(check(", rcode: NXDOMAIN", missing).health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void silentServerTimesOut() throws Exception {
        try (NameServer silent = new NameServer((_, _) -> Optional.empty())) {
            Finding finding = check(", timeout: 300ms", silent);

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
        }
    }

    @Test
    void portWithoutServerIsRefusedNotTimedOut() throws Exception {
        int nobody = LocalRedis.freePort();

        Finding finding =
                Checking.once("{name: d, kind: dns, query: www.example.net, servers: [\"127.0.0.1:" + nobody + "\"]}");

        assertThat(finding.error()).isEqualTo(ErrorClass.REFUSED);
    }

    @Test
    void truncatedAnswerCountsWhenTcpGivesTheWhole() throws Exception {
        try (NameServer cutting = new NameServer((query, transport) -> {
            Message answer = NameServer.reply(query, Rcode.NOERROR);
            if (transport.equals("udp")) {
                answer.getHeader().setFlag(Flags.TC);
                return Optional.of(answer);
            }
            return Optional.of(withAddress(answer, "192.0.2.1"));
        })) {
            Finding finding = check("", cutting);

            assertThat(finding.health()).isEqualTo(Health.UP);
            assertThat(finding.facts().get("127.0.0.1:" + cutting.port() + " udp"))
                    .contains("truncated");
        }
    }

    @Test
    void serverThatIsRightOverUdpAloneIsDegraded() throws Exception {
        try (NameServer halved = new NameServer((query, transport) -> transport.equals("udp")
                ? Optional.of(withAddress(NameServer.reply(query, Rcode.NOERROR), "192.0.2.1"))
                : Optional.of(NameServer.reply(query, Rcode.SERVFAIL)))) {
            Finding finding = check("", halved);

            assertThat(finding.health()).isEqualTo(Health.DEGRADED);
            assertThat(finding.severity()).isEqualTo(Severity.MINOR);
            assertThat(finding.summary()).contains("over TCP: answers SERVFAIL");
        }
    }

    @Test
    void answerToAnotherQuestionIsNoAnswer() throws Exception {
        try (NameServer forging = new NameServer((query, _) -> {
            Message answer = withAddress(NameServer.reply(query, Rcode.NOERROR), "192.0.2.66");
            answer.getHeader().setID((query.getHeader().getID() + 1) & 0xFFFF);
            return Optional.of(answer);
        })) {
            Finding finding = check(", timeout: 300ms", forging);

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.PROTOCOL);
        }
    }

    @Test
    void emptyAnswerIsDown() throws Exception {
        try (NameServer empty = failing(Rcode.NOERROR)) {
            assertThat(check("", empty).summary()).contains("without a record");
        }
    }

    @Test
    void serialsThatDifferAreToldAndMayWrap() throws Exception {
        try (NameServer old = zone(4_294_967_295L);
                NameServer young = zone(2)) {
            Finding finding = check(", type: SOA", old, young);
            assertThat(finding.severity()).isEqualTo(Severity.MINOR);
            assertThat(finding.summary()).contains("differ by 3");

            assertThat(check(", type: SOA, serial-skew: 3", old, young).severity())
                    .isEqualTo(Severity.OK);
        }
    }

    private static Finding check(String more, NameServer... servers) throws InterruptedException {
        StringBuilder list = new StringBuilder();
        for (NameServer server : servers) {
            list.append(list.isEmpty() ? "" : ", ")
                    .append("\"127.0.0.1:")
                    .append(server.port())
                    .append('"');
        }
        return Checking.once("{name: d, kind: dns, query: www.example.net, servers: [" + list + "]" + more + "}");
    }

    private static NameServer right(String address) throws IOException {
        return new NameServer((query, _) -> Optional.of(withAddress(NameServer.reply(query, Rcode.NOERROR), address)));
    }

    private static NameServer failing(int rcode) throws IOException {
        return new NameServer((query, _) -> Optional.of(NameServer.reply(query, rcode)));
    }

    private static NameServer zone(long serial) throws IOException {
        BiFunction<Message, String, Optional<Message>> answers = (query, _) -> {
            Message answer = NameServer.reply(query, Rcode.NOERROR);
            Name name = query.getQuestion().getName();
            answer.addRecord(new SOARecord(name, DClass.IN, 60, name, name, serial, 1, 1, 1, 1), Section.ANSWER);
            return Optional.of(answer);
        };
        return new NameServer(answers);
    }

    private static Message withAddress(Message answer, String address) {
        try {
            Name name = answer.getQuestion().getName();
            answer.addRecord(new ARecord(name, DClass.IN, 300, InetAddress.getByName(address)), Section.ANSWER);
            return answer;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
