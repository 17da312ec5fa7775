package io.dotmac.packaging;

import io.dotmac.testing.CommonRules;

/// The rules that hold everywhere, held over all modules at once.
class ArchitectureTest extends CommonRules {}
