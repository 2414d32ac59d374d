//! Problems as text for a terminal.
