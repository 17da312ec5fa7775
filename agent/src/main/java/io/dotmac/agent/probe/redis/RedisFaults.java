package io.dotmac.agent.probe.redis;

import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Fitting;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;

/// Tells what Redis' refusals mean.
final class RedisFaults {
    private RedisFaults() {}

    static Finding finding(IOException failure, String address) {
        if (failure instanceof RedisRefusal refusal && refusal.unsupported()) {
            return Finding.unknown(
                    UnknownReason.UNSUPPORTED,
                    ErrorClass.PROTOCOL,
                    Fitting.line(
                            address + " lacks a command, it is old or the command was renamed: " + refusal.text()));
        }
        ErrorClass error =
                failure instanceof RedisRefusal refusal ? classOfRefusal(refusal.text()) : Faults.classOf(failure);
        return switch (error) {
            case AUTH -> Finding.unknown(UnknownReason.PERMISSION, error, "log-in refused by " + address);
            case PERMISSION ->
                Finding.unknown(UnknownReason.PERMISSION, error, "the probe's user may not use PING and INFO");
            case STARTING_UP -> Finding.down(error, address + " is loading its data");
            case DNS, REFUSED, TIMEOUT, RESET, TLS_HANDSHAKE, CERT, PROTOCOL, TOO_MANY_CONNECTIONS, READONLY ->
                Finding.down(error, Faults.text(error, address));
        };
    }

    private static ErrorClass classOfRefusal(String message) {
        String word = message.split(" ", 2)[0];
        return switch (word) {
            case "NOAUTH", "WRONGPASS" -> ErrorClass.AUTH;
            case "NOPERM" -> ErrorClass.PERMISSION;
            case "LOADING" -> ErrorClass.STARTING_UP;
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
