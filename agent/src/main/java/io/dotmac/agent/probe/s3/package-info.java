/// Buckets of object stores, asked with a signed request.
@NullMarked
package io.dotmac.agent.probe.s3;

import org.jspecify.annotations.NullMarked;
