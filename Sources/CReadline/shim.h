// stdio.h must come first: readline's headers use FILE without including it.
#pragma once
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift 6 refuses mutable C globals; each wrapper here stands for one that is needed.

static inline const char *iapt_line(void) { return rl_line_buffer ? rl_line_buffer : ""; }
static inline int iapt_point(void) { return rl_point; }
static inline int iapt_end(void) { return rl_end; }
static inline int iapt_mark(void) { return rl_mark; }
static inline void iapt_set_point(int point) { rl_point = point; }
/// The prompt on the screen, a search's too, with the marks around what takes no room.
static inline const char *iapt_prompt(void) { return rl_display_prompt ? rl_display_prompt : ""; }

/// Stands for readline's own completion, which would offer the file names of this machine anywhere.
static char **iapt_no_matches(const char *text, int start, int end) {
  (void)text, (void)start, (void)end;
  rl_attempted_completion_over = 1;
  return NULL;
}

/// Takes the terminal for editing. On Ctrl-C and Ctrl-Z the kernel would throw away what was drawn and not yet shown,
/// and keys that the wait has already announced, whose reading would then never end: the program does that in its turn.
static void iapt_take_terminal(int meta) {
  struct termios terminal;
  rl_prep_terminal(meta);
  if (tcgetattr(STDIN_FILENO, &terminal) == 0) {
    terminal.c_lflag |= NOFLSH;
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
  }
}

/// Forgets keys that were typed and not yet read.
static inline void iapt_forget_keys(void) { tcflush(STDIN_FILENO, TCIFLUSH); }

/// What must be set before the first prompt. `use_stderr` sends prompts to standard error, for when standard
/// output is a file. Signals and window sizes are the program's business, not readline's.
static inline void iapt_prepare(int use_stderr) {
  rl_readline_name = "iapt";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_outstream = use_stderr ? stderr : stdout;
  rl_attempted_completion_function = iapt_no_matches;
  rl_prep_term_function = iapt_take_terminal;
}

/// Has the line drawn by a function of the program.
static inline void iapt_set_redisplay(rl_voidfunc_t *draw) { rl_redisplay_function = draw; }

/// Draws another text in place of the line, which stays as it is.
static inline void iapt_draw(char *text, int point, int mark) {
  char *line = rl_line_buffer;
  int old_point = rl_point, old_end = rl_end, old_mark = rl_mark;
  rl_line_buffer = text;
  rl_point = point;
  rl_end = (int)strlen(text);
  rl_mark = mark;
  rl_redisplay();
  rl_line_buffer = line;
  rl_point = old_point;
  rl_end = old_end;
  rl_mark = old_mark;
}

/// Writes text to where the prompt is.
static inline void iapt_write(const char *text) { fputs(text, rl_outstream); }

/// Writes readline's own output out, so that bytes written past stdio come after it.
static inline void iapt_flush(void) { fflush(rl_outstream); }
