package io.dotmac.server.platform.event;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.lettuce.core.XAddArgs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A Redis stream that every process writes to, and one reader for each consumer.
final class RedisBus implements EventBus {
    /// Key of the stream.
    static final String STREAM = "dotmac:events";

    private final Redis redis;
    private final EventConfig config;
    private final Delivery delivery;
    private final List<StreamReader> readers;

    /// @param lost called when the stream turns out to be gone, so that events are told again
    RedisBus(Redis redis, EventConfig config, Delivery delivery, List<EventHandler> handlers, Runnable lost) {
        this.redis = redis;
        this.config = config;
        this.delivery = delivery;
        this.readers = handlers.stream()
                .map(handler -> new StreamReader(redis, config, delivery, handler, lost))
                .toList();
    }

    @Override
    public void publish(List<OutboxStore.Told> events) {
        XAddArgs trim = XAddArgs.Builder.maxlen(config.streamLength()).approximateTrimming();
        redis.call(Area.PUBSUB, commands -> {
            events.forEach(told -> commands.xadd(STREAM, trim, fields(told)));
            return events.size();
        });
    }

    @Override
    public void start() {
        readers.forEach(StreamReader::start);
    }

    @Override
    public void close() {
        delivery.close();
        readers.forEach(StreamReader::close);
    }

    static OutboxStore.Told told(Map<String, String> fields) {
        String tenant = fields.getOrDefault("tenant", "");
        Event event = new Event(
                UUID.fromString(fields.getOrDefault("id", "")),
                fields.getOrDefault("type", ""),
                fields.getOrDefault("aggregate", ""),
                tenant.isEmpty() ? Optional.empty() : Optional.of(TenantId.of(tenant)),
                fields.getOrDefault("payload", "null"),
                fields.getOrDefault("request", ""));
        return new OutboxStore.Told(event, fields.getOrDefault("only", ""), fields.getOrDefault("trace", ""));
    }

    private static Map<String, String> fields(OutboxStore.Told told) {
        Event event = told.event();
        return Map.of(
                "id", event.id().toString(),
                "type", event.type(),
                "aggregate", event.aggregate(),
                "tenant", event.tenant().map(TenantId::toString).orElse(""),
                "payload", event.payload(),
                "request", event.requestId(),
                "only", told.onlyFor(),
                "trace", told.trace());
    }
}
