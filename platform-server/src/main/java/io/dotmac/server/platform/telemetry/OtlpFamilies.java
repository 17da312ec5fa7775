package io.dotmac.server.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns Prometheus' families into OpenTelemetry's data.
final class OtlpFamilies {
    private final Resource resource;
    private final InstrumentationScopeInfo scope;
    private final long start = Clock.getDefault().now();

    /// The interface of the exporter, whose accessors begin with `get`.
    private record Metric(
            Resource getResource,
            InstrumentationScopeInfo getInstrumentationScopeInfo,
            String getName,
            String getDescription,
            String getUnit,
            MetricDataType getType,
            Data<?> getData)
            implements MetricData {}

    private static final class Buckets {
        private final List<Double> bounds = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private long below;
        private double sum;

        void add(Sample sample, String family) {
            if (sample.name.equals(family + "_sum")) {
                sum = sample.value;
            } else if (sample.name.equals(family + "_bucket")) {
                String bound = sample.labelValues.getLast();
                long upTo = (long) sample.value;
                counts.add(upTo - below); // Prometheus' buckets hold all that is less, OpenTelemetry's do not.
                below = upTo;
                if (!bound.equals("+Inf")) {
                    bounds.add(Double.valueOf(bound));
                }
            }
        }
    }

    OtlpFamilies(Resource resource, String version) {
        this.resource = resource;
        this.scope = InstrumentationScopeInfo.builder("io.dotmac.server")
                .setVersion(version)
                .build();
    }

    MetricData data(MetricFamilySamples family) {
        long now = Clock.getDefault().now();
        if (family.type == Collector.Type.HISTOGRAM) {
            return metric(
                    family,
                    MetricDataType.HISTOGRAM,
                    HistogramData.create(AggregationTemporality.CUMULATIVE, histograms(family, now)));
        }
        boolean counts = family.type == Collector.Type.COUNTER;
        List<DoublePointData> points = family.samples.stream()
                .filter(sample -> !sample.name.endsWith("_created"))
                .map(sample -> DoublePointData.create(
                        start,
                        now,
                        attributes(sample.labelNames, sample.labelValues, sample.labelNames.size()),
                        sample.value,
                        List.of()))
                .toList();
        return counts
                ? metric(
                        family,
                        MetricDataType.DOUBLE_SUM,
                        SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, points))
                : metric(family, MetricDataType.DOUBLE_GAUGE, GaugeData.createDoubleGaugeData(points));
    }

    private List<HistogramPointData> histograms(MetricFamilySamples family, long now) {
        Map<Attributes, Buckets> byLabels = new LinkedHashMap<>();
        for (Sample sample : family.samples) {
            boolean bucket = sample.name.endsWith("_bucket");
            int own = sample.labelNames.size() - (bucket ? 1 : 0);
            byLabels.computeIfAbsent(attributes(sample.labelNames, sample.labelValues, own), labels -> new Buckets())
                    .add(sample, family.name);
        }
        List<HistogramPointData> points = new ArrayList<>();
        byLabels.forEach((labels, one) -> points.add(
                HistogramPointData.create(start, now, labels, one.sum, false, 0, false, 0, one.bounds, one.counts)));
        return points;
    }

    private MetricData metric(MetricFamilySamples family, MetricDataType type, Data<?> data) {
        String unit = family.name.endsWith("_seconds") ? "s" : "";
        return new Metric(resource, scope, family.name, family.help, unit, type, data);
    }

    private static Attributes attributes(List<String> names, List<String> values, int count) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < count; i++) {
            attributes.put(names.get(i), values.get(i));
        }
        return attributes.build();
    }
}
