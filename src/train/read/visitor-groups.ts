// SPDX-License-Identifier: MIT
// Users who share a session are one visitor, also by way of others, so that no person is on both sides of a split.

/** Users by visitor. */
export interface VisitorGroups {
  /** Makes two users one visitor, named after the first; users without an id join nobody. */
  join(user: string, other: string): void
  /** Name of the visitor that a user belongs to: the user's own where it shares no session. */
  groupOf(user: string): string
}

/** Creates groups in which every user is alone. */
export function createVisitorGroups(): VisitorGroups {
  const parents = new Map<string, string>()
  const groupOf = (user: string): string => {
    let group = user
    for (let parent = parents.get(group); parent !== undefined; parent = parents.get(group)) group = parent
    return group
  }
  return {
    groupOf,
    join(user, other) {
      const [group, joining] = [groupOf(user), groupOf(other)]
      if (user !== '' && other !== '' && group !== joining) parents.set(joining, group)
    },
  }
}
