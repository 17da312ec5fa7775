package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.secret.FieldKeyStore.Wrapped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The keys of encrypted fields: in the database wrapped, in memory in clear, nowhere else. Read when first needed and
/// kept, so that fields stay readable while whoever wraps them is away.
///
/// Safe for use by several threads.
public final class KeyRing {
    private static final int INDEX = 0;
    private static final int FIRST = 1;

    private final FieldKeyStore store;
    private final KeyWrap wrap;
    private final List<KeyWrap> known;
    private volatile @Nullable Ring ring;

    /// @param keys by number, the index key among them
    /// @param wrapped the rows that they were made of
    /// @param newest number of the one to encrypt with
    private record Ring(Map<Integer, SecretKey> keys, Map<Integer, String> wrapped, int newest) {}

    /// @param database keeps the keys
    /// @param wrap wraps new ones
    /// @param former may have wrapped older ones
    public KeyRing(Database database, KeyWrap wrap, KeyWrap... former) {
        this.store = new FieldKeyStore(database);
        this.wrap = wrap;
        this.known = Stream.concat(Stream.of(wrap), Stream.of(former)).toList();
    }

    /// Reads the keys, and makes the first ones where there are none.
    public synchronized void load() {
        List<Wrapped> rows = store.all();
        if (rows.size() <= FIRST) {
            store.insertIfAbsent(fresh(INDEX));
            store.insertIfAbsent(fresh(FIRST));
            rows = store.all();
        }
        Ring before = ring;
        Map<Integer, SecretKey> keys = new HashMap<>();
        Map<Integer, String> wrapped = new HashMap<>();
        int newest = INDEX;
        for (Wrapped row : rows) {
            SecretKey key = before != null && row.wrapped().equals(before.wrapped.get(row.id()))
                    ? before.keys.get(row.id())
                    : new SecretKeySpec(unwrap(row), "AES");
            keys.put(row.id(), key);
            wrapped.put(row.id(), row.wrapped());
            newest = Math.max(newest, row.id());
        }
        ring = new Ring(Map.copyOf(keys), Map.copyOf(wrapped), newest);
    }

    /// Encrypts all keys anew by the present keeper, with its newest version; the keys themselves stay. Returns how
    /// many.
    public synchronized int rewrap() {
        List<Wrapped> rows = store.all();
        for (Wrapped row : rows) {
            String again = wrap.made(row.wrapped()) ? wrap.rewrap(row.wrapped()) : wrap.wrap(unwrap(row));
            store.replace(row, again);
        }
        load();
        return rows.size();
    }

    /// Makes a new key to encrypt with and returns its number. Other servers learn of it within
    /// [VaultConfig#refresh()].
    synchronized int rotate() {
        load();
        store.insertIfAbsent(fresh(newest() + 1));
        load();
        return newest();
    }

    /// Destroys a key, unless it is the newest, or its successor is so young that others may not know it.
    synchronized boolean retire(int number) {
        boolean retired = number != INDEX && store.retire(number);
        load();
        return retired;
    }

    /// Numbers of the keys that fields may be encrypted with.
    List<Integer> fieldKeys() {
        return ring().keys.keySet().stream()
                .filter(number -> number >= FIRST)
                .sorted()
                .toList();
    }

    int newest() {
        return ring().newest;
    }

    SecretKey index() {
        return key(INDEX);
    }

    /// The key of that number; one that another server has just made is read now.
    SecretKey key(int number) {
        SecretKey key = ring().keys.get(number);
        if (key == null) {
            load();
            key = ring().keys.get(number);
        }
        if (key == null) {
            throw new IllegalStateException("field key " + number + " does not exist or is retired");
        }
        return key;
    }

    private Ring ring() {
        Ring loaded = ring;
        if (loaded == null) {
            load();
            loaded = ring;
        }
        if (loaded == null) {
            throw new IllegalStateException("field keys are not loaded");
        }
        return loaded;
    }

    private Wrapped fresh(int number) {
        return new Wrapped(number, wrap.make().wrapped());
    }

    private byte[] unwrap(Wrapped row) {
        return known.stream()
                .filter(one -> one.made(row.wrapped()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("field key " + row.id() + " was wrapped by "
                        + row.wrapped().replaceFirst(":.*", "") + ", which is not configured"))
                .unwrap(row.wrapped());
    }
}
