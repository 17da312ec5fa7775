/// Carries out what an operator orders through the server: a closed list, each with a time limit and bounded output.
///
/// In: orders from the link. Out: progress and lines over the same channel. There is no way to run anything else.
@NullMarked
package io.dotmac.agent.command;

import org.jspecify.annotations.NullMarked;
