package io.dotmac.server.alert.history;

import io.dotmac.model.alert.AlertReport;
import io.dotmac.model.alert.AlertReport.By;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.AlertRealm;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ValueType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Paths of reports on alerts.
final class ReportRoutes {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int DAY_LENGTH = 10;
    private static final Parameter BY =
            Parameter.query("by", ValueType.choice(By.class), "what the rows are about, else `rule`");
    private static final Parameter FROM = Parameter.query("from", ValueType.TIME, "beginning, else 30 days back");
    private static final Parameter TO = Parameter.query("to", ValueType.TIME, "end, else now");
    private static final Parameter ZONE =
            Parameter.query("zone", ValueType.text(64), "time zone of the days, else `UTC`");
    private static final Parameter UNACKED =
            Parameter.query("unacked", ValueType.FLAG, "only rows of which nobody ever acknowledged an alert");
    private static final Parameter MOST = Parameter.query("most", ValueType.whole(1, 1_000), "rows at most, else 100");
    private static final Parameter TENANT = Parameter.tenant("whose, for platform staff; the platform's own otherwise");

    private final AlertRealm realm;
    private final ReportStore store = new ReportStore();

    ReportRoutes(AlertRealm realm) {
        this.realm = realm;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/alert-reports", Access.needs(Permission.ALERT_READ), this::report)
                .as("getAlertReport", "How often alerts fired, how soon somebody had them, how soon they ended")
                .with(BY, FROM, TO, ZONE, UNACKED, MOST, TENANT)
                .gives("alert-report", AlertReport.class)
                .refuses(404));
    }

    private Answer report(Call call) {
        ReportStore.Asked asked = asked(call);
        TenantId tenant = AlertRealm.of(call);
        AlertReport report = realm.in(tenant, tx -> store.read(tx, tenant, asked));
        return Documents.one(call, "alert-report", asked.by().name().toLowerCase(Locale.ROOT), report);
    }

    private static ReportStore.Asked asked(Call call) {
        Instant to = instant(call, "to").orElse(call.now());
        Instant from = instant(call, "from").orElse(to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Refusal.invalid("from", "is " + from + ", must be before " + to);
        }
        if (from.isBefore(to.minus(LONGEST))) {
            throw Refusal.invalid(
                    "from", "is " + from + ", must be at most " + LONGEST.toDays() + " days before " + to);
        }
        By by = call.query("by")
                .map(text -> By.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(By.RULE);
        boolean unacked = call.query("unacked").map(Boolean::parseBoolean).orElse(false);
        return new ReportStore.Asked(by, from, to, zone(call), unacked, call.query("most", 100, 1, 1_000));
    }

    private static ZoneId zone(Call call) {
        return call.query("zone")
                .map(text -> {
                    try {
                        return ZoneId.of(text);
                    } catch (DateTimeException e) {
                        throw Refusal.invalid("zone", "is " + text + ", must be a time zone such as Europe/Berlin");
                    }
                })
                .orElse(ZoneOffset.UTC);
    }

    private static Optional<Instant> instant(Call call, String field) {
        return call.query(field).map(text -> Instant.parse(text.length() == DAY_LENGTH ? text + "T00:00:00Z" : text));
    }
}
