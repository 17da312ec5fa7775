package io.dotmac.agent.probe.smtp;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A mail server: greeting, EHLO, TLS where it is asked for, a log-in where one is given. Sends no mail.
public final class SmtpProbe extends FreshProbe {
    private final ServiceTarget.Smtp target;
    private final String address;

    /// @param schedule how often, and how long the whole talk may take
    public SmtpProbe(ServiceTarget.Smtp target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        String phase = "connect";
        try (SmtpTalk talk =
                SmtpTalk.open(target.host(), target.port(), begun, timeout().toMillis())) {
            if (target.tls().equals("implicit")) {
                phase = "tls";
                talk.secure(target.host());
                note("tls", begun, facts, samples);
            }
            phase = "greeting";
            String greeting = talk.reply();
            facts.put("greeting", greeting.lines().findFirst().orElse("").strip());
            note("greeting", begun, facts, samples);
            if (!greeting.startsWith("220")) {
                return refused(greeting, "to a connection", facts);
            }
            phase = "ehlo";
            String offers = talk.say("EHLO dotmac-agent");
            if (!offers.startsWith("250")) {
                return refused(offers, "to EHLO", facts);
            }
            if (target.tls().equals("starttls")) {
                phase = "starttls";
                if (!offers.toUpperCase(Locale.ROOT).contains("STARTTLS")) {
                    return failed(ErrorClass.TLS_HANDSHAKE, address + " offers no STARTTLS", facts);
                }
                String go = talk.say("STARTTLS");
                if (!go.startsWith("220")) {
                    return refused(go, "to STARTTLS", facts);
                }
                talk.secure(target.host());
                note("starttls", begun, facts, samples);
                offers = talk.say("EHLO dotmac-agent");
            }
            facts.put("offers", offers(offers));
            if (target.username() != null) {
                phase = "auth";
                String answer = talk.say("AUTH PLAIN " + credentials());
                note("auth", begun, facts, samples);
                if (!answer.startsWith("235")) {
                    return rejected(answer, facts);
                }
            }
            talk.say("QUIT");
            return Finding.answers(Remark.fine(fine()), millisSince(begun), facts, samples, null);
        } catch (ProtocolException e) {
            facts.put("phase", phase);
            return failed(ErrorClass.PROTOCOL, address + " does not speak SMTP: " + e.getMessage(), facts);
        } catch (IOException e) {
            facts.put("phase", phase);
            ErrorClass error = Faults.classOf(e);
            return failed(error, Faults.text(error, address) + " (" + phase + ")", facts);
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    private String fine() {
        String tls = target.tls().equals("none") ? "" : ", TLS works";
        return "takes mail" + tls + (target.username() == null ? "" : ", log-in works");
    }

    private String credentials() {
        String password = target.password() == null ? "" : target.password().reveal();
        return Base64.getEncoder()
                .encodeToString(("\0" + target.username() + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Finding rejected(String answer, Map<String, String> facts) {
        Finding finding = Finding.unknown(
                UnknownReason.PERMISSION, ErrorClass.AUTH, "log-in refused by " + address + code(answer));
        return new Finding(
                finding.health(),
                finding.severity(),
                finding.reason(),
                finding.error(),
                finding.summary(),
                null,
                facts,
                List.of(),
                null);
    }

    /// 4xx is a passing state of the server, 5xx is meant.
    private Finding refused(String answer, String what, Map<String, String> facts) {
        ErrorClass error = answer.startsWith("4") ? ErrorClass.STARTING_UP : ErrorClass.PROTOCOL;
        return failed(error, address + " answers" + code(answer) + " " + what, facts);
    }

    private static Finding failed(ErrorClass error, String summary, Map<String, String> facts) {
        Finding down = Finding.down(error, summary);
        return new Finding(down.health(), down.severity(), null, error, summary, null, facts, List.of(), null);
    }

    private static String code(String answer) {
        String line = answer.lines().findFirst().orElse("nothing").strip();
        return " " + (line.length() > 80 ? line.substring(0, 80) + "…" : line);
    }

    private static String offers(String reply) {
        List<String> words = new ArrayList<>();
        reply.lines()
                .skip(1)
                .limit(20)
                .filter(line -> line.length() > 4)
                .forEach(line -> words.add(line.substring(4).strip()));
        return String.join(", ", words);
    }

    private static void note(String phase, long begun, Map<String, String> facts, List<Sample> samples) {
        double millis = millisSince(begun);
        facts.put(phase + "_ms", String.format(Locale.ROOT, "%.1f", millis));
        samples.add(new Sample("probe_smtp_duration_seconds", phase, millis / 1000));
    }
}
