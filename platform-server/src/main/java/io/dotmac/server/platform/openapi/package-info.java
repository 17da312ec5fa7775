/// Tells programmers what the API offers: the OpenAPI document, made from the same declarations that serve, and pages
/// to read and try it.
@NullMarked
package io.dotmac.server.platform.openapi;

import org.jspecify.annotations.NullMarked;
