/// Name servers, asked one by one; never through the JVM's own resolver, which caches and knows no rcode.
@NullMarked
package io.dotmac.agent.probe.dns;

import org.jspecify.annotations.NullMarked;
