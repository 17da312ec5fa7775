package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.KnownMetric;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.model.report.SeriesSet;
import io.dotmac.model.report.SeriesSet.Line;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody may read of series: from the coarsest store that can tell what is asked for.
final class SeriesReader {
    /// Most series of an answer.
    static final int MAX_SERIES = 500;

    /// Most values of an answer.
    static final int MAX_VALUES = 250_000;

    private final SeriesStore store;
    private final Retention retention;
    private final Clock clock;

    SeriesReader(SeriesStore store, Retention retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    Retention retention() {
        return retention;
    }

    SeriesSet read(TenantId tenant, SeriesQuery query) {
        Grain grain = Grain.of(query.step());
        refuseForgotten(query, grain);
        List<KnownSeries> known = store.find(tenant, query.which(), MAX_SERIES + 1);
        refuseTooMany(query, known.size());
        Map<Long, double[]> values = known.isEmpty()
                ? Map.of()
                : store.values(
                        tenant,
                        query,
                        grain,
                        known.stream().map(KnownSeries::id).toList());
        return answer(query, grain.source(), known, values);
    }

    Page<KnownSeries> names(TenantId tenant, ListQuery query) {
        return query.page(store.page(tenant, query));
    }

    Page<KnownMetric> metrics(TenantId tenant, ListQuery query) {
        return query.page(store.metrics(tenant, query));
    }

    private static SeriesSet answer(
            SeriesQuery query, SeriesSet.Source source, List<KnownSeries> known, Map<Long, double[]> values) {
        List<Line> lines = new ArrayList<>();
        for (KnownSeries one : known) {
            double[] found = values.get(one.id());
            List<Optional<Double>> shown =
                    found == null ? Collections.nCopies(query.buckets(), Optional.empty()) : shown(found);
            lines.add(new Line(one.node(), one.nodeName(), one.target(), one.instance(), shown));
        }
        return new SeriesSet(
                query.which().metric(),
                query.from(),
                query.to(),
                query.step().toSeconds(),
                query.aggregate(),
                source,
                lines);
    }

    private static List<Optional<Double>> shown(double[] values) {
        List<Optional<Double>> shown = new ArrayList<>(values.length);
        for (double value : values) {
            shown.add(Double.isNaN(value) ? Optional.empty() : Optional.of(value));
        }
        return shown;
    }

    private void refuseForgotten(SeriesQuery query, Grain grain) {
        Instant oldest = retention.oldest(grain, clock.instant());
        if (grain != Grain.HOUR && query.from().isBefore(oldest)) {
            Grain coarser = grain == Grain.RAW ? Grain.MINUTE : Grain.HOUR;
            String step = SeriesParameters.text(query.step());
            throw Refusal.invalid(
                    "step",
                    "is " + step + ", but from is before " + oldest + ", from when on values are kept so fine ("
                            + retention.days(grain) + " days); must be a multiple of "
                            + SeriesParameters.text(coarser.length()) + " for this range");
        }
    }

    private static void refuseTooMany(SeriesQuery query, int series) {
        if (series > MAX_SERIES) {
            throw Refusal.invalid(
                    "metric",
                    "is " + query.which().metric() + ", which more than " + MAX_SERIES + " series have, at most "
                            + MAX_SERIES + "; narrow it by node, target or instance");
        }
        long values = (long) series * query.buckets();
        if (values > MAX_VALUES) {
            throw Refusal.invalid(
                    "step",
                    "is " + SeriesParameters.text(query.step()) + ", which makes " + query.buckets() + " buckets of "
                            + series + " series, at most " + MAX_VALUES
                            + " values; take a longer step or fewer series");
        }
    }
}
