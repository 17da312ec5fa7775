package io.dotmac.gui.shell;

import org.kordamp.ikonli.feather.Feather;

/// An entry of the sidebar.
///
/// @param id of the view it opens
/// @param title shown
/// @param icon before it, and alone when the sidebar is narrow
/// @param group caption above the first of its entries
public record NavItem(String id, String title, Feather icon, String group) {}
