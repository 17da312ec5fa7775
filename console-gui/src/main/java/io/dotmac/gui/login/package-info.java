/// Choosing a server and being let in.
@NullMarked
package io.dotmac.gui.login;

import org.jspecify.annotations.NullMarked;
