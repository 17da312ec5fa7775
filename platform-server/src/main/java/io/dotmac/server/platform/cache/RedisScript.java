package io.dotmac.server.platform.cache;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/// A script that Redis runs as one step. It is sent whole only to a Redis that does not know it. Safe for use by
/// several
/// threads.
///
/// @param <T> what it answers with
public final class RedisScript<T extends @Nullable Object> {
    private final String text;
    private final ScriptOutputType output;
    private volatile String digest = "";

    /// @param text in Lua
    /// @param output how Redis tells that
    public RedisScript(String text, ScriptOutputType output) {
        this.text = text;
        this.output = output;
    }

    /// Runs it.
    ///
    /// @param keys that it touches
    /// @param values further arguments
    public T run(RedisCommands<String, String> commands, String[] keys, String... values) {
        if (digest.isEmpty()) {
            digest = commands.digest(text);
        }
        try {
            return commands.evalsha(digest, output, keys, values);
        } catch (RedisNoScriptException e) {
            return commands.eval(text, output, keys, values);
        }
    }
}
