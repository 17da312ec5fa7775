package io.dotmac.agent.doctor;

import io.dotmac.agent.config.HostPort;
import io.dotmac.agent.config.Secret;
import io.dotmac.agent.config.TargetConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;

/// Finds what targets of every kind hold, by the parts of their records.
final class Parts {
    private Parts() {}

    static List<Secret> secrets(TargetConfig target) {
        List<Secret> secrets = new ArrayList<>();
        walk(target, (_, value) -> {
            if (value instanceof Secret secret) {
                secrets.add(secret);
            }
        });
        return secrets;
    }

    /// Names and addresses of other machines.
    static Set<String> hosts(TargetConfig target) {
        Set<String> hosts = new LinkedHashSet<>();
        walk(target, (name, value) -> {
            switch (value) {
                case HttpUrl url -> hosts.add(url.host());
                case HostPort server -> hosts.add(server.host());
                case String host when name.equals("host") -> hosts.add(host);
                default -> {
                    // Not a place.
                }
            }
        });
        return hosts;
    }

    private interface Taker {
        void take(String name, Object value);
    }

    private static void walk(Record parts, Taker taker) {
        for (RecordComponent part : parts.getClass().getRecordComponents()) {
            try {
                part.getAccessor().trySetAccessible();
                Object value = part.getAccessor().invoke(parts);
                if (value instanceof Collection<?> several) {
                    several.forEach(each -> visit(part.getName(), each, taker));
                } else if (value != null) {
                    visit(part.getName(), value, taker);
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void visit(String name, Object value, Taker taker) {
        taker.take(name, value);
        if (value instanceof Record inner && !(value instanceof Secret)) {
            walk(inner, taker);
        }
    }

    private static void walk(TargetConfig target, Taker taker) {
        if (target instanceof Record parts) {
            walk(parts, taker);
        }
    }
}
