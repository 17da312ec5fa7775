package io.dotmac.agent.probe.dns;

import io.dotmac.agent.config.HostPort;
import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Name servers: each one is asked the same over UDP and TCP, and what they say is compared.
public final class DnsProbe extends FreshProbe {
    private static final Path RESOLVERS = Path.of("/etc/resolv.conf");

    private final NetTarget.Dns target;

    /// @param schedule how often, and how long all servers together may take
    public DnsProbe(NetTarget.Dns target, Schedule schedule) {
        super(schedule);
        this.target = target;
    }

    @Override
    public Finding check() throws InterruptedException {
        List<HostPort> servers = target.servers().isEmpty() ? machines() : target.servers();
        if (servers.isEmpty()) {
            return Finding.unknown(
                    UnknownReason.NOT_CONFIGURED, null, "no servers are set, and " + RESOLVERS + " names none");
        }
        Record question;
        try {
            question =
                    Record.newRecord(Name.fromString(target.query(), Name.root), Type.value(target.type()), DClass.IN);
        } catch (TextParseException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, null, target.query() + " is no name that DNS knows");
        }
        return DnsVerdict.of(target, ask(servers, question));
    }

    /// Asks all at once, so that a silent server delays nobody.
    private List<DnsAnswer> ask(List<HostPort> servers, Record question) throws InterruptedException {
        List<Future<DnsAnswer>> running = new ArrayList<>();
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (HostPort server : servers) {
                if (!target.transports().equals("tcp")) {
                    running.add(tasks.submit(() -> ask(server, "udp", question)));
                }
                if (!target.transports().equals("udp")) {
                    running.add(tasks.submit(() -> ask(server, "tcp", question)));
                }
            }
        }
        List<DnsAnswer> answers = new ArrayList<>();
        for (Future<DnsAnswer> each : running) {
            try {
                answers.add(each.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return answers;
    }

    private DnsAnswer ask(HostPort server, String transport, Record question) {
        long begun = System.nanoTime();
        DnsExchange exchange = new DnsExchange(server, timeout());
        Message query = Message.newQuery(question);
        try {
            Message answer;
            if (transport.equals("tcp")) {
                answer = exchange.tcp(query);
            } else {
                query.addRecord(
                        new org.xbill.DNS.OPTRecord(DnsExchange.UDP_PAYLOAD, 0, 0), org.xbill.DNS.Section.ADDITIONAL);
                answer = exchange.udp(query);
            }
            return DnsAnswer.of(server, transport, answer, question.getType(), millisSince(begun));
        } catch (IOException e) {
            return DnsAnswer.failed(server, transport, e);
        }
    }

    private static List<HostPort> machines() {
        List<HostPort> servers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(RESOLVERS)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length >= 2 && words[0].equals("nameserver")) {
                    servers.add(new HostPort(words[1], 53));
                }
            }
        } catch (IOException e) {
            // Then there are none.
            return List.of();
        }
        return servers;
    }
}
