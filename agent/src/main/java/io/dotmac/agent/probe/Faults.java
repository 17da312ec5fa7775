package io.dotmac.agent.probe;

import io.dotmac.model.fleet.ErrorClass;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Tells what a failed connection means, in words without passwords, users or paths.
public final class Faults {
    private static final int DEEPEST_CAUSE = 20;

    private Faults() {}

    /// The finding for a failure to talk to `address`.
    public static Finding finding(Throwable failure, String address) {
        ErrorClass error = classOf(failure);
        return Finding.down(error, text(error, address));
    }

    /// Where it failed; what cannot be told is `PROTOCOL`.
    public static ErrorClass classOf(Throwable failure) {
        ErrorClass found = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            ErrorClass here = single(cause);
            // The outermost says most; but a handshake fails for its certificate, a connection for being too slow.
            boolean sharper = (found == ErrorClass.TLS_HANDSHAKE && here == ErrorClass.CERT)
                    || (found == ErrorClass.REFUSED && here == ErrorClass.TIMEOUT);
            if (found == null || sharper) {
                found = here;
            }
            cause = cause.getCause();
        }
        return found == null ? ErrorClass.PROTOCOL : found;
    }

    private static @Nullable ErrorClass single(Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ -> ErrorClass.DNS;
            case SocketTimeoutException _ -> ErrorClass.TIMEOUT;
            case TimeoutException _ -> ErrorClass.TIMEOUT;
            case ConnectException e -> timedOut(e) ? ErrorClass.TIMEOUT : ErrorClass.REFUSED;
            case NoRouteToHostException _ -> ErrorClass.REFUSED;
            case SSLPeerUnverifiedException _ -> ErrorClass.CERT;
            case CertificateException _ -> ErrorClass.CERT;
            case CertPathValidatorException _ -> ErrorClass.CERT;
            case SSLException _ -> ErrorClass.TLS_HANDSHAKE;
            case SocketException _ -> ErrorClass.RESET;
            case EOFException _ -> ErrorClass.RESET;
            case InterruptedIOException _ -> ErrorClass.TIMEOUT;
            default -> null;
        };
    }

    private static boolean timedOut(ConnectException e) {
        String message = e.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("timed out");
    }

    /// A failure in words.
    public static String text(ErrorClass error, String address) {
        return switch (error) {
            case DNS -> "no address for " + address;
            case REFUSED -> "refused by " + address;
            case TIMEOUT -> "no answer from " + address + " in time";
            case RESET -> "connection cut by " + address;
            case TLS_HANDSHAKE -> "no TLS with " + address;
            case CERT -> "certificate of " + address + " is not valid";
            case AUTH -> "log-in refused by " + address;
            case PERMISSION -> "not allowed by " + address;
            case PROTOCOL -> "unexpected answer from " + address;
            case TOO_MANY_CONNECTIONS -> "no connection left at " + address;
            case READONLY -> address + " takes no writes";
            case STARTING_UP -> address + " is starting";
        };
    }
}
