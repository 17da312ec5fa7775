package io.dotmac.model.notification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.Check;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Where and how a receiver is reached. What must not be seen is `****` in answers; sent back as such it stays as it
/// is.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Target.Email.class, name = "email"),
    @JsonSubTypes.Type(value = Target.Webhook.class, name = "webhook"),
    @JsonSubTypes.Type(value = Target.Slack.class, name = "slack"),
    @JsonSubTypes.Type(value = Target.PagerDuty.class, name = "pagerduty")
})
public sealed interface Target {
    /// What stands in the place of a secret.
    String MASK = "****";

    /// The word for it.
    @JsonIgnore
    String kind();

    /// The same without its secrets.
    Target masked();

    /// The same with the secrets of `before` where it has none of its own.
    Target completed(Target before);

    /// By e-mail.
    ///
    /// @param to addresses
    record Email(List<String> to) implements Target {
        private static final int MOST = 50;
        private static final String ADDRESS = "[^@\\s<>\",;:\\p{Cntrl}]{1,64}@[A-Za-z0-9.-]{1,190}";

        /// Refuses what is no address.
        public Email {
            to = List.copyOf(to);
            Check.range("number of addresses", to.size(), 1, MOST);
            to.forEach(address -> {
                if (!address.matches(ADDRESS)) {
                    throw new IllegalArgumentException("address " + address + " must look like name@host");
                }
            });
        }

        @Override
        public String kind() {
            return "email";
        }

        @Override
        public Target masked() {
            return this;
        }

        @Override
        public Target completed(Target before) {
            return this;
        }
    }

    /// By a signed `POST` of JSON.
    ///
    /// @param url that is called
    record Webhook(String url) implements Target {
        /// Refuses what is no address.
        public Webhook {
            Targets.checkUrl(url);
        }

        @Override
        public String kind() {
            return "webhook";
        }

        @Override
        public Target masked() {
            return new Webhook(Targets.withoutQuery(url));
        }

        @Override
        public Target completed(Target before) {
            return before instanceof Webhook old && url.equals(Targets.withoutQuery(old.url)) ? old : this;
        }
    }

    /// By an incoming webhook of Slack, or of a chat that understands the same.
    ///
    /// @param url that is called; who knows it can write
    record Slack(String url) implements Target {
        /// Refuses what is no address.
        public Slack {
            Targets.checkUrl(url);
        }

        @Override
        public String kind() {
            return "slack";
        }

        @Override
        public Target masked() {
            URI uri = URI.create(url);
            return new Slack(uri.getScheme() + "://" + uri.getRawAuthority() + "/" + MASK);
        }

        @Override
        public Target completed(Target before) {
            return before instanceof Slack old && equals(old.masked()) ? old : this;
        }
    }

    /// By the Events API v2 of PagerDuty, or of a service that understands the same.
    ///
    /// @param routingKey of the integration
    /// @param url of another service than PagerDuty's own
    record PagerDuty(String routingKey, Optional<String> url) implements Target {
        /// Refuses what is no key.
        public PagerDuty {
            Check.name("routing_key", routingKey, 64);
            url.ifPresent(Targets::checkUrl);
        }

        @Override
        public String kind() {
            return "pagerduty";
        }

        @Override
        public Target masked() {
            return new PagerDuty(MASK, url);
        }

        @Override
        public Target completed(Target before) {
            return routingKey.equals(MASK) && before instanceof PagerDuty old
                    ? new PagerDuty(old.routingKey, url)
                    : this;
        }
    }
}
