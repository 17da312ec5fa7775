package io.dotmac.tui;

import io.dotmac.testing.CommonRules;

/// The rules that hold everywhere, held by the terminal console.
class ArchitectureTest extends CommonRules {}
