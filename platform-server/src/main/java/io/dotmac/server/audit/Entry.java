package io.dotmac.server.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/// What was done to what. Values before and after are wire records; fields that look secret are masked.
///
/// @param action feature and verb in the past tense, `customer.updated`
/// @param targetType of the thing, `customer`
/// @param targetId of the thing
/// @param before what it was; absent where it is new
/// @param after what it is; absent where it is gone
public record Entry(
        String action, String targetType, String targetId, Optional<Object> before, Optional<Object> after) {
    private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+");

    /// Checks the form.
    public Entry {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("action is " + action + ", must match " + ACTION.pattern());
        }
        if (targetType.isBlank() || targetId.isBlank()) {
            throw new IllegalArgumentException("target of " + action + " has no type or no id");
        }
    }

    /// Something new.
    public static Entry created(String action, String targetType, Object targetId, Object after) {
        return new Entry(action, targetType, targetId.toString(), Optional.empty(), Optional.of(after));
    }

    /// Something that is otherwise now.
    public static Entry changed(String action, String targetType, Object targetId, Object before, Object after) {
        return new Entry(action, targetType, targetId.toString(), Optional.of(before), Optional.of(after));
    }

    /// Something that is no more.
    public static Entry removed(String action, String targetType, Object targetId, Object before) {
        return new Entry(action, targetType, targetId.toString(), Optional.of(before), Optional.empty());
    }

    /// Something that happened and changed no value: a log-in, an export.
    public static Entry happened(String action, String targetType, Object targetId) {
        return new Entry(action, targetType, targetId.toString(), Optional.empty(), Optional.empty());
    }
}
