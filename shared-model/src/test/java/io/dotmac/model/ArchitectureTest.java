package io.dotmac.model;

import io.dotmac.testing.CommonRules;

/// The rules that hold everywhere, held by the shared model.
class ArchitectureTest extends CommonRules {}
