// stdio.h must come first: readline's headers use FILE without including it.
#pragma once
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift 6 refuses mutable C globals; each wrapper here stands for one that is needed.

static inline const char *iapt_line(void) { return rl_line_buffer ? rl_line_buffer : ""; }
static inline int iapt_point(void) { return rl_point; }
static inline int iapt_end(void) { return rl_end; }
static inline void iapt_set_point(int point) { rl_point = point; }

/// What must be set before the first prompt. `use_stderr` sends prompts to standard error, for when standard
/// output is a file. Signals and window sizes are the program's business, not readline's.
static inline void iapt_prepare(int use_stderr) {
  rl_readline_name = "iapt";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_outstream = use_stderr ? stderr : stdout;
}

/// Writes text to where the prompt is.
static inline void iapt_write(const char *text) { fputs(text, rl_outstream); }

/// Writes readline's own output out, so that bytes written past stdio come after it.
static inline void iapt_flush(void) { fflush(rl_outstream); }

/// The prompt after a signal, a listing or a window change: drawn again on a new line.
static inline void iapt_redraw(void) {
  rl_on_new_line();
  rl_redisplay();
}
