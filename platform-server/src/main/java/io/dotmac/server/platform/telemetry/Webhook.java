package io.dotmac.server.platform.telemetry;

import io.dotmac.model.Json;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Posts notices of own faults to an address, in the background; a few at once, the rest is dropped with a warning.
final class Webhook implements Consumer<ErrorNotice> {
    private static final Logger LOG = System.getLogger(Webhook.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String TARGET = "error-webhook";

    private final URI address;
    private final OutboundHttp http;
    private final Executor executor;
    private final Semaphore room = new Semaphore(8);

    private record Body(String text, ErrorGroup error) {}

    Webhook(URI address, OutboundHttp http, Executor executor) {
        this.address = address;
        this.http = http;
        this.executor = executor;
    }

    @Override
    public void accept(ErrorNotice notice) {
        if (!room.tryAcquire()) {
            LOG.log(Level.WARNING, "notice of an own error dropped, the webhook is too slow");
            return;
        }
        executor.execute(() -> {
            try {
                post(notice);
            } finally {
                room.release();
            }
        });
    }

    private void post(ErrorNotice notice) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(new Body(notice.text(), notice.group()))))
                .build();
        try {
            HttpResponse<Void> response = http.send(TARGET, request, BodyHandlers.discarding());
            if (response.statusCode() >= 300) {
                LOG.log(Level.WARNING, "notice of an own error refused status={0}", response.statusCode());
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "notice of an own error not delivered cause={0}",
                    e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
