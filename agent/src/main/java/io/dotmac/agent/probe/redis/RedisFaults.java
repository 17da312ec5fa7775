package io.dotmac.agent.probe.redis;

import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;

/// Tells what Redis' refusals mean.
final class RedisFaults {
    private static final int DEEPEST_CAUSE = 20;

    private RedisFaults() {}

    static Finding finding(RedisException failure, String address) {
        ErrorClass error = classOf(failure);
        return switch (error) {
            case AUTH -> Finding.unknown(UnknownReason.PERMISSION, error, "log-in refused by " + address);
            case PERMISSION ->
                Finding.unknown(UnknownReason.PERMISSION, error, "the probe's user may not use PING and INFO");
            case STARTING_UP -> Finding.down(error, address + " is loading its data");
            case DNS, REFUSED, TIMEOUT, RESET, TLS_HANDSHAKE, CERT, PROTOCOL, TOO_MANY_CONNECTIONS, READONLY ->
                Finding.down(error, Faults.text(error, address));
        };
    }

    private static ErrorClass classOf(RedisException failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof RedisCommandExecutionException refusal) {
                return classOfRefusal(refusal.getMessage() == null ? "" : refusal.getMessage());
            }
            if (cause instanceof RedisCommandTimeoutException) {
                return ErrorClass.TIMEOUT;
            }
            if (cause instanceof ClosedChannelException) {
                return ErrorClass.RESET;
            }
            if (cause instanceof ConnectTimeoutException) {
                return ErrorClass.TIMEOUT;
            }
            if (cause instanceof ConnectException) {
                return ErrorClass.REFUSED;
            }
            cause = cause.getCause();
        }
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        return message.contains("not connected") || message.contains("closed")
                ? ErrorClass.RESET
                : Faults.classOf(failure);
    }

    private static ErrorClass classOfRefusal(String message) {
        String word = message.split(" ", 2)[0];
        return switch (word) {
            case "NOAUTH", "WRONGPASS" -> ErrorClass.AUTH;
            case "NOPERM" -> ErrorClass.PERMISSION;
            case "LOADING", "MASTERDOWN" -> ErrorClass.STARTING_UP;
            case "READONLY", "MISCONF" -> ErrorClass.READONLY;
            default -> {
                if (message.contains("max number of clients")) {
                    yield ErrorClass.TOO_MANY_CONNECTIONS;
                }
                yield message.contains("AUTH") || message.contains("password") ? ErrorClass.AUTH : ErrorClass.PROTOCOL;
            }
        };
    }
}
