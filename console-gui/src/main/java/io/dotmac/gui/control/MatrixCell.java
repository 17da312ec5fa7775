package io.dotmac.gui.control;

/// A place in the health matrix that was opened.
///
/// @param row its node
/// @param column its index
public record MatrixCell(Matrix.Row row, int column) {}
