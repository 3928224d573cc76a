package console

// Help is the text of "help" at the prompt of a round.
const Help = `Find what broke, fix it, and show that it holds.

  look     status, top, users, changes, cert
           logs, metrics, env, config, limits, network SERVICE; trace REQUEST
  ask      sql STATEMENT; redis COMMAND; exec SERVICE -- PROGRAM
  change   restart, start, stop, redeploy SERVICE; sql, redis, env, config,
           limits, network and cert change things too
  page     ack, hint, diagnose COMPONENT MECHANISM [EVIDENCE], resolve, give-up
  leave    quit

"help COMMAND" explains a command. "diagnose" alone lists its words.
Output can be piped to grep, head, tail and wc, such as: logs nginx | grep 502
In a terminal Tab completes, the arrow keys recall lines, and Ctrl-C ends a
running command. Commands work in any other terminal too.
`
