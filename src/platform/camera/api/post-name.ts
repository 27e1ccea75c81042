import type { Post } from '../../../kernel/access/index.ts'

/** The post by which something is done, as it is written down. */
export const postName = (post: Post | undefined): string => (post ? `${post.role}@${post.path}` : '')
