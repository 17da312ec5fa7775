package io.dotmac.server.platform.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/// Counts what another exporter sends. Safe for use by several threads.
final class CountedExporter implements SpanExporter {
    private final SpanExporter exporter;
    private final ExportCount count;

    CountedExporter(SpanExporter exporter, ExportCount count) {
        this.exporter = exporter;
        this.count = count;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int size = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> count.add(size, result.isSuccess()));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
