/// Log-in of people: what a console sends and gets.
@NullMarked
package io.dotmac.model.auth;

import org.jspecify.annotations.NullMarked;
