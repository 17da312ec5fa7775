/// The two answers that every REST route gives: [io.dotmac.model.api.Document] and [io.dotmac.model.api.ErrorDocument].
@NullMarked
package io.dotmac.model.api;

import org.jspecify.annotations.NullMarked;
