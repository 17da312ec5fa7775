package io.dotmac.server.notification.send;

import io.dotmac.model.notification.Target;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/// Sends e-mail. Every attempt of a message has the same `Message-ID`, by which mailboxes know it again.
final class Mailer {
    private static final Pattern REPLY = Pattern.compile("^([245])[0-9][0-9]\\b");
    private static final String UTF8 = StandardCharsets.UTF_8.name();

    private final SmtpConfig config;
    private final Clock clock;
    private final Lazy<Session> session;
    private final String domain;

    Mailer(SmtpConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.session = new Lazy<>(() -> Session.getInstance(properties(config)));
        this.domain = config.from().substring(config.from().indexOf('@') + 1);
    }

    Outcome send(Target.Email target, Parcel parcel) {
        if (!config.isOn()) {
            return new Outcome.Later("no mail server: smtp.host is not set", Optional.empty());
        }
        try (Transport transport = session.get().getTransport("smtp")) {
            MimeMessage message = message(target, parcel);
            if (config.username().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(
                        config.host(),
                        config.port(),
                        config.username(),
                        config.password().value());
            }
            transport.sendMessage(message, message.getAllRecipients());
            return new Outcome.Sent("");
        } catch (SendFailedException e) {
            return refused(e);
        } catch (AuthenticationFailedException e) {
            return new Outcome.Later("the mail server refuses user name and password", Optional.empty());
        } catch (MessagingException e) {
            return new Outcome.Later(Poster.line(String.valueOf(e.getMessage())), Optional.empty());
        }
    }

    /// Where some got it, it is not sent to all again.
    private static Outcome refused(SendFailedException e) {
        String why = Poster.line(String.valueOf(reason(e).getMessage()));
        int sent = e.getValidSentAddresses() == null ? 0 : e.getValidSentAddresses().length;
        if (sent > 0) {
            String invalid = e.getInvalidAddresses() == null ? "" : Arrays.toString(e.getInvalidAddresses());
            return new Outcome.Sent("not to " + invalid + ": " + why);
        }
        Matcher reply = REPLY.matcher(why);
        boolean forGood = reply.find() && reply.group(1).equals("5");
        return forGood ? new Outcome.Never(why) : new Outcome.Later(why, Optional.empty());
    }

    /// The last of the chain tells what the server said.
    private static Exception reason(SendFailedException e) {
        Exception last = e;
        while (last instanceof MessagingException one && one.getNextException() != null) {
            last = one.getNextException();
        }
        return e instanceof SMTPSendFailedException ? e : last;
    }

    private MimeMessage message(Target.Email target, Parcel parcel) throws MessagingException {
        Fixed message = new Fixed(session.get(), id(parcel.id().toString()));
        message.setFrom(new InternetAddress(config.from()));
        for (String address : target.to()) {
            message.addRecipient(RecipientType.TO, new InternetAddress(address));
        }
        message.setSubject(parcel.words().subject(), UTF8);
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("References", id(Integer.toHexString(parcel.thread().hashCode()) + ".thread"));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Dotmac-Delivery", parcel.id().toString());
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(parcel.words().body(), UTF8);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(parcel.words().html(), UTF8, "html");
        message.setContent(new MimeMultipart("alternative", plain, html));
        message.saveChanges();
        return message;
    }

    private String id(String left) {
        return "<" + left + "@" + domain + ">";
    }

    private static Properties properties(SmtpConfig config) {
        String millis = Long.toString(config.timeout().toMillis());
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", config.host());
        properties.setProperty("mail.smtp.port", Integer.toString(config.port()));
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty(
                "mail.smtp.auth", Boolean.toString(!config.username().isEmpty()));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        if (!config.caFile().isEmpty()) {
            properties.put("mail.smtp.ssl.socketFactory", Authorities.of(Path.of(config.caFile())));
        }
        switch (config.security()) {
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
            case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
        }
        return properties;
    }

    /// A message that keeps its id.
    private static final class Fixed extends MimeMessage {
        private final String id;

        Fixed(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
