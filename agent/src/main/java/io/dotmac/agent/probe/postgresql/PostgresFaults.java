package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Tells what PostgreSQL's refusals mean.
final class PostgresFaults {
    private PostgresFaults() {}

    static Finding finding(SQLException failure, String address, String user) {
        ErrorClass error = classOf(failure);
        return switch (error) {
            case AUTH ->
                Finding.unknown(UnknownReason.PERMISSION, error, "log-in of " + user + " refused by " + address);
            case PERMISSION ->
                Finding.unknown(UnknownReason.PERMISSION, error, user + " may not read statistics: grant pg_monitor");
            case PROTOCOL -> Finding.down(error, "unexpected answer from " + address + state(failure));
            case STARTING_UP -> Finding.down(error, address + " takes no connections" + itsWords(failure));
            case DNS, REFUSED, TIMEOUT, RESET, TLS_HANDSHAKE, CERT, TOO_MANY_CONNECTIONS, READONLY ->
                Finding.down(error, Faults.text(error, address));
        };
    }

    static ErrorClass classOf(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "53300" -> ErrorClass.TOO_MANY_CONNECTIONS;
            case "57P03" -> ErrorClass.STARTING_UP;
            case "57P01", "57P02" -> ErrorClass.RESET;
            case "57014" -> ErrorClass.TIMEOUT;
            case "42501" -> ErrorClass.PERMISSION;
            case "25006" -> ErrorClass.READONLY;
            default -> state.startsWith("28") ? ErrorClass.AUTH : Faults.classOf(failure);
        };
    }

    /// Starting, stopping, recovering or a standby that lets nobody read: SQLSTATE 57P03 is all of these.
    private static String itsWords(SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (said == null || said.getMessage() == null) {
            return ": it is starting or stopping";
        }
        return ": " + said.getMessage() + (said.getDetail() == null ? "" : "; " + said.getDetail());
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        if ("3D000".equals(state)) {
            return ": no such database";
        }
        return state == null ? "" : ", SQLSTATE " + state;
    }
}
