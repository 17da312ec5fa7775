package io.dotmac.agent.probe.net;

import io.dotmac.agent.probe.Lookups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.Dns;

/// Looks up names for OkHttp, whose time-out of a call does not end a look-up.
///
/// @param longest that one may take
public record BoundedDns(Duration longest) implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        try {
            return Lookups.of(host, longest.toMillis());
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            UnknownHostException late = new UnknownHostException(e.getMessage());
            late.initCause(e);
            throw late;
        }
    }
}
