package io.dotmac.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Look-ups of the JVM that runs the tests: names below `slow.test` take as long as those of a dead name server do.
public final class SlowNames extends InetAddressResolverProvider {
    private static final long SECONDS = 8;

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                if (!host.endsWith(".slow.test")) {
                    return system.lookupByName(host, policy);
                }
                try {
                    TimeUnit.SECONDS.sleep(SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(host);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "slow names";
    }
}
